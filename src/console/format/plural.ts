import { formatCount } from "./counts.ts";

/** `1, "item"` → `1 item`, `1319, "item"` → `1,319 items`; give the plural when it is not the singular and an s. */
export function plural(count: number, singular: string, several = `${singular}s`): string {
  return `${formatCount(count)}\u00a0${count === 1 ? singular : several}`;
}
