import type { ColumnId } from "./column";

export interface Card<T = unknown> {
  readonly id: string;
  column: ColumnId;
  payload?: T;
}

export enum Priority {
  Low = 1,
  High = Low << 2,
}

export const [first, second] = [Priority.Low, Priority.High];
export const { log: logCard, ...otherLogs } = console;

export function isCard(value: unknown): value is Card {
  return typeof value === "object" && value !== null && "id" in value;
}
