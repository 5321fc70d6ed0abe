// What other features may use of the palette.
export { useRecentThings } from "./use-recent-things.ts";
