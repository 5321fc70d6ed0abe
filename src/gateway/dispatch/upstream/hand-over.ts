import { counted } from "#gateway/batches/count-text.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";
import type { BatchLane } from "#gateway/lanes/batch-lane.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import { afterLooks, hasStoppedForLong, later } from "./look-times.ts";
import { attempt, type OrderBooks } from "./order-books.ts";
import type { UpstreamBatchRow, UpstreamProgress } from "#gateway/batches/upstream-store.ts";

/** A request that was given up, or whose sender died, may be at work at the provider for so long, and show its batch later still. */
const SHOWN_WITHIN_MS = 15_000;
/** While a provider does not tell whether it has a batch. */
const UNDECIDED_MS = 30_000;
/** Failures in a row after which a batch is not offered any more, other than being turned away for want of room. */
const MOST_FAILURES = 10;

const NEVER_HANDED_OVER = {
  code: "provider_expired",
  message: "It was not handed to the provider before the batch came to its end.",
};

const NOT_KNOWN = {
  code: "provider_expired",
  message: "The provider did not tell in time whether it has the batch; it is given up.",
};

/** Hands a batch to its provider for the first time. */
export async function beginHandOver(
  books: OrderBooks,
  lane: BatchLane,
  row: UpstreamBatchRow,
): Promise<UpstreamBatchRow> {
  if (books.isEnding) return books.settle(row, "left", NEVER_HANDED_OVER);
  const now = books.now();
  const begun = await books.write(row, { status: "handing_over", begun_at: now, tried_at: now });
  return handOver(books, lane, begun);
}

/**
 * Goes on with a hand-over of which nobody knows how it ended: the batch may be at the provider, so that is asked first. Only when the
 * provider has had time to show it, and does not, it is handed over again.
 */
export async function resumeHandOver(
  books: OrderBooks,
  lane: BatchLane,
  begun: UpstreamBatchRow,
): Promise<UpstreamBatchRow> {
  const row = await noteStopping(books, begun);
  if (hasStoppedForLong(books, row)) return books.settle(row, "left", NOT_KNOWN);
  const found = await attempt(() => lane.find(books.orderOf(lane, row), books.hand.jobSignal));
  if (found instanceof LaneFailure) return failOrRefuse(books, lane, row, found);
  const now = books.now();
  if (found === "undecided") return books.write(row, { next_look_at: later(now, UNDECIDED_MS) });
  if (found !== null) return keep(books, lane, row, found);
  const shown = later(row.tried_at ?? now, SHOWN_WITHIN_MS);
  if (shown > now) return books.write(row, { next_look_at: shown });
  if (books.isEnding) return books.settle(row, "left", NEVER_HANDED_OVER);
  return handOver(books, lane, await books.write(row, { tried_at: now }));
}

/** Notes since when an end is wanted of a batch that the provider may have. */
async function noteStopping(books: OrderBooks, row: UpstreamBatchRow): Promise<UpstreamBatchRow> {
  if (!books.isEnding || row.stopping_at !== null) return row;
  return books.write(row, { stopping_at: books.now() });
}

async function handOver(
  books: OrderBooks,
  lane: BatchLane,
  row: UpstreamBatchRow,
): Promise<UpstreamBatchRow> {
  failPoint("before_upstream_submit");
  const upstream_id = await attempt(() =>
    lane.submit(books.orderOf(lane, row), books.hand.jobSignal),
  );
  if (upstream_id instanceof LaneFailure)
    return failOrRefuse(books, lane, row, upstream_id, { tried_at: books.now() });
  failPoint("after_upstream_submit");
  return keep(books, lane, row, upstream_id);
}

async function keep(
  books: OrderBooks,
  lane: BatchLane,
  row: UpstreamBatchRow,
  upstream_id: string,
): Promise<UpstreamBatchRow> {
  const now = books.now();
  const verb = row.items === 1 ? "is" : "are";
  const message = `${counted(row.items, "item")} of unit ${row.unit} ${verb} with the provider as ${upstream_id}.`;
  const known = await books.write(
    row,
    {
      status: "working",
      upstream_id,
      handed_over_at: now,
      next_look_at: afterLooks(now, 0, lane.poll),
      // Its end is asked for at the next look.
      stopping_at: null,
      failures: 0,
      failure_code: null,
      failure_message: null,
    },
    { kind: "upstream_begun", message },
  );
  failPoint("after_upstream_known");
  return known;
}

/** A provider without room is asked again until the lane's time is up; other failures are borne for a while. */
async function failOrRefuse(
  books: OrderBooks,
  lane: BatchLane,
  row: UpstreamBatchRow,
  failure: LaneFailure,
  changes: Partial<UpstreamProgress> = {},
): Promise<UpstreamBatchRow> {
  const now = books.now();
  const isTimeUp = now > later(row.begun_at ?? now, lane.give_up_ms);
  const isBorne =
    failure.retryable &&
    !failure.skip_lane &&
    !isTimeUp &&
    (failure.code === "provider_429" || row.failures + 1 < MOST_FAILURES);
  return isBorne ? books.fail(row, failure, changes) : books.settle(row, "refused", failure);
}
