export * from "./circle.mjs";
export const defaults = { width: 2 };
export default class Shape {}
