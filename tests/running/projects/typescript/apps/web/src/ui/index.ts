export * from "./Button";
export { Shell } from "./Shell";
