import type { ReactNode } from "react";
import { formatBytes } from "../../format/bytes.ts";
import { formatShare } from "../../format/percent.ts";

interface Props {
  label: string;
  done: number;
  total: number;
  /** After the bytes. */
  note?: string;
  action?: ReactNode;
}

/** How many bytes of all have gone through, as a bar and in figures. */
export function ByteProgress({ label, done, total, note, action }: Props) {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  return (
    <div className="rounded-lg border border-line bg-paper px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="font-medium">{label}</p>
        {action}
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuenow={Math.round(share * 100)}
        className="mt-2 h-2 overflow-hidden rounded-xs bg-waiting-soft inset-ring inset-ring-edge"
      >
        <div
          className="state-shape h-full bg-running-fill transition-[width] duration-150"
          style={{ width: `${(share * 100).toFixed(2)}%` }}
        />
      </div>
      <p className="mt-1.5 text-sm text-secondary tabular-nums">
        {formatBytes(done)} of {formatBytes(total)} · {formatShare(done, total)}
        {note === undefined ? "" : ` · ${note}`}
      </p>
    </div>
  );
}
