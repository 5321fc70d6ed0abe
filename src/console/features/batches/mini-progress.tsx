import type { Batch } from "#contract/batches.ts";
import { classNames } from "../../ui/class-names.ts";
import { describeProgress, segmentShares } from "../../ui/segment-shares.ts";
import { toneFill } from "../../ui/tone.ts";
import { progressParts } from "./progress-parts.ts";

/** The segmented progress of a batch, as small as a row of a table allows. */
export function MiniProgress({ batch }: { batch: Batch }) {
  const parts = progressParts(batch);
  const shares = segmentShares(parts);
  const { now, text } = describeProgress(parts);
  return (
    <span
      role="progressbar"
      aria-label="Progress"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={now}
      aria-valuetext={text}
      title={text}
      className="flex h-2 w-20 gap-px overflow-hidden rounded-xs"
    >
      {parts.map(({ id, tone, count }, index) =>
        count === 0 ? null : (
          <span
            key={id}
            style={{ width: `${(shares[index] ?? 0).toFixed(3)}%` }}
            className={classNames(
              "state-shape transition-[width] duration-150",
              tone === "waiting" ? "bg-waiting-soft inset-ring inset-ring-edge" : toneFill[tone],
            )}
          />
        ),
      )}
    </span>
  );
}
