import { useSyncExternalStore } from "react";

/** `public/theme.js` reads the same key before the first paint. */
const THEME_KEY = "batchrouter.theme";

export type Theme = "light" | "dark" | "system";

const listeners = new Set<() => void>();

function currentTheme(): Theme {
  const stored = localStorage.getItem(THEME_KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** Makes a theme the one of this browser, at once and for the next time. */
export function setTheme(theme: Theme): void {
  if (theme === "system") {
    localStorage.removeItem(THEME_KEY);
    delete document.documentElement.dataset["theme"];
  } else {
    localStorage.setItem(THEME_KEY, theme);
    document.documentElement.dataset["theme"] = theme;
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The theme that is chosen, wherever it was changed. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}
