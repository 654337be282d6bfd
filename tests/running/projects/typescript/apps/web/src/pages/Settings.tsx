import { Shell } from "../ui";
import { useStore } from "../store.js";

export default () => {
  const { theme, setTheme } = useStore<"light" | "dark">("light");
  return <Shell title={theme}><button onClick={() => setTheme("dark")}>dark</button></Shell>;
};
