import { Monitor, Moon, Sun } from "lucide-react";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { setTheme, useTheme } from "./theme-store.ts";

const THEMES = [
  { value: "light", label: <Sun size={14} aria-hidden="true" />, name: "Light" },
  { value: "dark", label: <Moon size={14} aria-hidden="true" />, name: "Dark" },
  { value: "system", label: <Monitor size={14} aria-hidden="true" />, name: "As the system" },
] as const;

/** Light, dark, or as the system is. */
export function ThemeControl() {
  const theme = useTheme();
  return (
    <SegmentedControl
      label="Theme"
      size="small"
      segments={THEMES}
      value={theme}
      onChange={setTheme}
    />
  );
}
