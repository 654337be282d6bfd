import { useState } from "react";

export type Store<T> = { theme: T; setTheme(next: T): void };

export const useStore = <T extends string>(start: T): Store<T> => {
  const [theme, setTheme] = useState<T>(start);
  return { theme, setTheme };
};
