import type { TimeStyle } from "../../format/times.ts";
import { setTimeStyle } from "../../ui/time-style.ts";
import { toast } from "../../ui/toast.tsx";

/** What a style is called where it is chosen. */
export const TIME_STYLE_NAMES: Record<TimeStyle, string> = {
  relative: "relative",
  local: "local",
  utc: "UTC",
};

const SAYS: Record<TimeStyle, string> = {
  relative: "Times say how long ago",
  local: "Times are by your clock",
  utc: "Times are in UTC",
};

/** The note about the switch before, which the next one takes the place of. */
let said: number | undefined;

/** Switches the style and says so in passing: a page without times would show nothing of it. */
export function switchTimes(style: TimeStyle): void {
  setTimeStyle(style);
  if (said !== undefined) toast.dismiss(said);
  said = toast.note(SAYS[style]);
}
