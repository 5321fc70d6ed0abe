import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { SLA_HOURS } from "#contract/quotes.ts";
import type { Delivery } from "#contract/webhooks.ts";
import type { ReactNode } from "react";
import { formatRate } from "../../format/counts.ts";
import { formatClock, formatDuration, formatDurationRange } from "../../format/durations.ts";
import { formatMoney } from "../../format/money.ts";
import { plural } from "../../format/plural.ts";
import { Countdown } from "../../ui/countdown.tsx";
import { type Stat, StatTiles } from "../../ui/stat-tiles.tsx";
import { StateShape } from "../../ui/state-shape.tsx";
import { useNow } from "../../ui/use-now.ts";
import { estimateFinish, type ProgressSample } from "./finish-estimate.ts";
import { webhookState } from "./webhook-state.ts";

interface Props {
  batch: Batch;
  samples: readonly ProgressSample[];
  /** Undefined until they have been read. */
  deliveries: readonly Delivery[] | undefined;
}

/** The four figures a batch is about: time, money, deadline, webhook. */
export function BatchTiles({ batch, samples, deliveries }: Props) {
  const time = isTerminal(batch.status)
    ? { label: "Took", ...tookStat(batch) }
    : {
        label: "Time to finish",
        value: <TimeLeft batch={batch} samples={samples} />,
        note: <Pace batch={batch} samples={samples} />,
      };
  return (
    <StatTiles
      className="mt-5"
      stats={[time, spentStat(batch), deadlineStat(batch), webhookStat(batch, deliveries)]}
    />
  );
}

function tookStat(batch: Batch): Pick<Stat, "value" | "note"> {
  const tookMs = Date.parse(batch.completed_at ?? batch.created_at) - Date.parse(batch.created_at);
  const done = batch.counts.completed + batch.counts.failed;
  return {
    value: formatDuration(tookMs),
    note:
      done > 1 && tookMs > 1_000
        ? `${plural(done, "item")} at ${paceWords(done / tookMs)}`
        : `${plural(done, "item")} done`,
  };
}

/** A pace below one a second is said by the minute. */
function paceWords(perMs: number): string {
  const perSecond = perMs * 1_000;
  return perSecond < 1 ? formatRate(perSecond * 60, "items/min") : formatRate(perSecond, "items/s");
}

interface LeftProps {
  batch: Batch;
  samples: readonly ProgressSample[];
}

/** Ticks by itself, so that the page around it need not. */
function useEstimate({ batch, samples }: LeftProps) {
  const now = useNow(1_000);
  const { counts } = batch;
  return estimateFinish(
    samples,
    counts.total - counts.completed - counts.failed - counts.cancelled,
    now,
  );
}

function TimeLeft(props: LeftProps): ReactNode {
  const estimate = useEstimate(props);
  if (props.batch.status === "completing") return "a moment";
  if (estimate.kind === "range") return formatDurationRange(estimate.fromMs, estimate.toMs);
  return estimate.kind === "stalled" ? (
    "No progress"
  ) : (
    <span className="text-muted">Not known</span>
  );
}

function Pace(props: LeftProps): ReactNode {
  const estimate = useEstimate(props);
  if (props.batch.status === "completing") return "joining the files";
  if (estimate.kind === "gathering") return "no pace to go by yet";
  if (estimate.kind === "stalled") return `for ${formatClock(estimate.forMs)}`;
  return `at ${paceWords(estimate.perSecond / 1_000)}, last ${formatClock(estimate.overMs)}`;
}

function spentStat(batch: Batch): Stat {
  const ceiling = formatMoney(batch.pricing_estimate.total);
  return { label: "Spent", value: formatMoney(batch.cost), note: `of ${ceiling} quoted ceiling` };
}

function deadlineStat(batch: Batch): Stat {
  const tier = `${batch.sla_tier}, ${plural(SLA_HOURS[batch.sla_tier], "hour")}`;
  if (!isTerminal(batch.status)) {
    return {
      label: "Deadline",
      value: <Countdown until={batch.sla_deadline} ended="passed" />,
      note: tier,
    };
  }
  const leftMs =
    Date.parse(batch.sla_deadline) - Date.parse(batch.completed_at ?? batch.sla_deadline);
  if (batch.status === "expired" || leftMs < 0)
    return { label: "Deadline", value: "missed", note: tier };
  return batch.status === "completed"
    ? { label: "Deadline", value: "kept", note: `with ${formatClock(leftMs)} to spare` }
    : { label: "Deadline", value: "not reached", note: `${formatClock(leftMs)} were left` };
}

function webhookStat(batch: Batch, deliveries: readonly Delivery[] | undefined): Stat {
  // The organization's endpoints are told of batches that arm none themselves.
  if (deliveries === undefined && batch.webhook === null)
    return { label: "Webhook", value: undefined, note: "Looking for deliveries" };
  const { word, tone, note, nextAttemptAt } = webhookState(batch.webhook, deliveries ?? []);
  return {
    label: "Webhook",
    value: (
      <span className="flex items-center gap-2">
        {tone === "neutral" ? null : <StateShape tone={tone} size={16} />}
        {word}
      </span>
    ),
    note: (
      <span className="break-words">
        {note}
        {nextAttemptAt === null ? null : (
          <>
            , again in <Countdown until={nextAttemptAt} ended="a moment" />
          </>
        )}
      </span>
    ),
  };
}
