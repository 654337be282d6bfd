import { Column } from "./column";
import settings from "./settings.json";
import { dates } from ".";

export default function createBoard(columns: Column[] = []): { columns: Column[]; made: Date } {
  return { columns, made: dates.today() ?? settings.made };
}
