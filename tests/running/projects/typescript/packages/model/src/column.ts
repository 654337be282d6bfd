import { type Card, Priority } from "./card";

export type ColumnId = `column-${number}`;
export type Keys<T> = { [K in keyof T as Exclude<K, "kind">]: T[K] extends Array<infer Item> ? Item : never };

export abstract class Column<T extends Card = Card> {
  static readonly limit = Priority.High;
  constructor(protected readonly cards: T[] = []) {}
  abstract sort(by: (left: T, right: T) => number): this;
}
