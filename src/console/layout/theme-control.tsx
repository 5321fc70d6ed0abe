import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { SegmentedControl } from "../ui/segmented-control.tsx";

/** `public/theme.js` reads the same key before the first paint. */
const THEME_KEY = "batchrouter.theme";

type Theme = "light" | "dark" | "system";

function storedTheme(): Theme {
  const stored = localStorage.getItem(THEME_KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

function applyTheme(theme: Theme): void {
  if (theme === "system") {
    localStorage.removeItem(THEME_KEY);
    delete document.documentElement.dataset["theme"];
  } else {
    localStorage.setItem(THEME_KEY, theme);
    document.documentElement.dataset["theme"] = theme;
  }
}

const THEMES = [
  { value: "light", label: <Sun size={14} aria-hidden="true" />, name: "Light" },
  { value: "dark", label: <Moon size={14} aria-hidden="true" />, name: "Dark" },
  { value: "system", label: <Monitor size={14} aria-hidden="true" />, name: "As the system" },
] as const;

/** Light, dark, or as the system is. */
export function ThemeControl() {
  const [theme, setTheme] = useState(storedTheme);
  return (
    <SegmentedControl
      label="Theme"
      size="small"
      segments={THEMES}
      value={theme}
      onChange={(next) => {
        applyTheme(next);
        setTheme(next);
      }}
    />
  );
}
