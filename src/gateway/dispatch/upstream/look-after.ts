import { counted } from "#gateway/batches/count-text.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";
import type { BatchLane, UpstreamState } from "#gateway/lanes/batch-lane.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import { answersName } from "../unit-files.ts";
import { keepAnswers } from "./answers-file.ts";
import { afterLooks, hasStoppedForLong, later } from "./look-times.ts";
import { attempt, type OrderBooks } from "./order-books.ts";
import type { UpstreamBatchRow } from "#gateway/batches/upstream-store.ts";

/** How soon a batch that is being ended is looked at again. */
const LOOK_WHILE_STOPPING_MS = 2_000;

/** Looks at a batch that its provider works on; brings its answers in when it has ended. */
export async function lookAfter(
  books: OrderBooks,
  lane: BatchLane,
  row: UpstreamBatchRow,
): Promise<UpstreamBatchRow> {
  const { upstream_id } = row;
  if (upstream_id === null) throw new TypeError("A batch that is worked on has an id.");
  const { jobSignal } = books.hand;
  const stopped = await stopIfDue(books, lane, row, upstream_id);
  const state = await attempt(() => lane.look(upstream_id, jobSignal));
  if (state instanceof LaneFailure)
    return hasStoppedForLong(books, stopped) ? leave(books, stopped) : books.fail(stopped, state);
  switch (state.kind) {
    case "working":
      return hasStoppedForLong(books, stopped)
        ? leave(books, stopped)
        : keepLooking(books, lane, stopped, state);
    case "refused":
      return books.settle(stopped, "refused", state.failure);
    case "ended":
      return bringIn(books, lane, stopped, upstream_id, state);
  }
}

/** Asks for the end of a batch that nobody wants any more, or that takes too long. */
async function stopIfDue(
  books: OrderBooks,
  lane: BatchLane,
  row: UpstreamBatchRow,
  upstream_id: string,
): Promise<UpstreamBatchRow> {
  const now = books.now();
  const isTimeUp = now > later(row.handed_over_at ?? now, lane.give_up_ms);
  if (row.stopping_at !== null || !(books.isEnding || isTimeUp)) return row;
  // Whether that was heard shows at the next look.
  await attempt(() => lane.cancel(upstream_id, books.hand.jobSignal));
  return books.write(row, { stopping_at: now });
}

function leave(books: OrderBooks, row: UpstreamBatchRow): Promise<UpstreamBatchRow> {
  const message = `The provider did not end ${row.upstream_id} in time; what it has done of it is given up.`;
  return books.settle(row, "left", { code: "provider_expired", message });
}

function keepLooking(
  books: OrderBooks,
  lane: BatchLane,
  row: UpstreamBatchRow,
  { counts }: UpstreamState & { kind: "working" },
): Promise<UpstreamBatchRow> {
  const now = books.now();
  const looks = row.looks + 1;
  const { completed, failed } = counts ?? row;
  const next_look_at =
    row.stopping_at === null
      ? afterLooks(now, looks, lane.poll)
      : later(now, LOOK_WHILE_STOPPING_MS);
  return books.write(row, { looks, failures: 0, completed, failed, next_look_at });
}

async function bringIn(
  books: OrderBooks,
  lane: BatchLane,
  row: UpstreamBatchRow,
  upstream_id: string,
  { why, counts }: UpstreamState & { kind: "ended" },
): Promise<UpstreamBatchRow> {
  const { dependencies, hand } = books;
  const { reference, unit, batch_id } = row;
  const answers_name = answersName(batch_id, unit, hand.fence, reference);
  const kept = await attempt(() =>
    keepAnswers(
      dependencies.storage,
      answers_name,
      reference,
      lane.answers(upstream_id, hand.jobSignal),
    ),
  );
  if (kept instanceof LaneFailure) return books.fail(row, kept);
  failPoint("upstream_answers_written");
  const { completed, failed } = counts ?? row;
  const surplus =
    kept.surplus === 0 ? "" : ` ${counted(kept.surplus, "answer")} too many left out.`;
  const message = `${upstream_id} has ${WHY_ENDED[why]} with ${counted(kept.items, "answer")} to ${counted(row.items, "item")}.${surplus}`;
  const answered = await books.write(
    row,
    {
      status: "answered",
      settled_at: books.now(),
      answers_name,
      ended_why: why,
      completed,
      failed,
      failures: 0,
      failure_code: null,
      failure_message: null,
    },
    { kind: "upstream_ended", message },
  );
  failPoint("after_upstream_answered");
  return answered;
}

const WHY_ENDED = {
  completed: "ended",
  expired: "run out of time",
  cancelled: "been cancelled",
} as const;

/** Has the provider delete what it keeps of a batch of which the answers are safe. Where that fails it is left at that. */
export async function forget(
  books: OrderBooks,
  lane: BatchLane,
  row: UpstreamBatchRow,
): Promise<UpstreamBatchRow> {
  const { upstream_id } = row;
  if (upstream_id !== null) {
    await attempt(() => lane.forget(upstream_id, books.hand.jobSignal));
    failPoint("after_upstream_forgotten");
  }
  return books.write(row, { is_forgotten: true });
}
