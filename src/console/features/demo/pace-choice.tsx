import { SegmentedControl } from "../../ui/segmented-control.tsx";

const PACES = [5, 20, 100, 1_000];

/** How quickly the gateway's time passes while lanes work; a pace from an address stands among the usual ones. */
export function PaceChoice({ pace, onChange }: { pace: number; onChange: (pace: number) => void }) {
  const paces = PACES.includes(pace) ? PACES : [...PACES, pace].toSorted((a, b) => a - b);
  return (
    <SegmentedControl
      label="Pace"
      value={String(pace)}
      segments={paces.map((one) => ({
        value: String(one),
        label: `×${one.toLocaleString("en")}`,
        name: `${one.toLocaleString("en")} times as fast`,
      }))}
      onChange={(value) => onChange(Number(value))}
    />
  );
}
