import { TIME_STYLES, type TimeStyle } from "../format/times.ts";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { setTimeStyle, useTimeStyle } from "../ui/time-style.ts";
import { ThemeControl } from "./theme-control.tsx";

const TIME_LABELS: Record<TimeStyle, string> = { relative: "Relative", local: "Local", utc: "UTC" };

const TIMES = TIME_STYLES.map((value) => ({ value, label: TIME_LABELS[value] }));

/** How the console looks in this browser: its theme, and how times are written. */
export function DisplayControls() {
  const times = useTimeStyle();
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-6 gap-y-3 text-sm">
      <dt className="text-secondary">Theme</dt>
      <dd className="justify-self-end">
        <ThemeControl />
      </dd>
      <dt className="text-secondary">Times</dt>
      <dd className="justify-self-end">
        <SegmentedControl
          label="Times"
          size="small"
          segments={TIMES}
          value={times}
          onChange={setTimeStyle}
        />
      </dd>
    </dl>
  );
}
