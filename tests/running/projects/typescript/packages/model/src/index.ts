export * from "./card.js";
export type { Column, ColumnId } from "./column";
export * as dates from "./dates";
export { default as createBoard } from "./board";
