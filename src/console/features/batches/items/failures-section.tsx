import type { Batch } from "#contract/batches.ts";
import { useEffect } from "react";
import { Link } from "react-router";
import { formatCount } from "../../../format/counts.ts";
import { formatShare } from "../../../format/percent.ts";
import { plural } from "../../../format/plural.ts";
import { ApiErrorPanel } from "../../../layout/api-error-panel.tsx";
import { Section } from "../../../layout/page.tsx";
import { Button } from "../../../ui/button.tsx";
import { ShareBar } from "../../../ui/share-bar.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { USUAL_VIEW, writeBatchView } from "../batch-search.ts";
import { causeWords, type FailureGroup, groupFailures, NOT_DONE_CODES } from "./failure-causes.ts";
import { RetryFailed } from "./retry-failed.tsx";
import { useResults } from "./use-results.ts";

/** Failures looked at without being asked; of more, the rest on request. */
const LOOKED_AT = 1_000;

/** What failed, grouped by cause, each with an example and the way to all of its kind. */
export function FailuresSection({ batch }: { batch: Batch }) {
  const { rows, isReady, isReading, hasMore, isFull, error, readMore, retry } = useResults(
    batch,
    "failed",
  );
  const wantsMore = isReady && hasMore && !isReading && error === null && rows.length < LOOKED_AT;
  useEffect(() => {
    if (wantsMore) readMore();
    // With each page that came the question is asked anew.
  }, [wantsMore, rows.length, readMore]);

  const failed = batch.counts.failed + batch.counts.cancelled;
  const groups = groupFailures(rows);
  const coverage =
    rows.length < failed
      ? `the first ${formatCount(rows.length)} of ${formatCount(failed)}`
      : plural(failed, "item");
  return (
    <Section
      title="Failures by cause"
      note={coverage}
      aside={batch.completed_at === null ? undefined : <RetryFailed batch={batch} />}
    >
      {error !== null && rows.length === 0 ? (
        <ApiErrorPanel
          error={error}
          title="The failures could not be loaded"
          onRetry={retry}
          isRetrying={isReading}
        />
      ) : groups.length === 0 ? (
        <SkeletonRows rows={2} label="Loading failures" />
      ) : (
        <ul>
          {groups.map((group) => (
            <GroupRow key={group.code} group={group} total={rows.length} />
          ))}
        </ul>
      )}
      {hasMore && !isFull && rows.length >= LOOKED_AT ? (
        <Button size="small" className="mt-2" loading={isReading} onClick={readMore}>
          Look at more
        </Button>
      ) : null}
    </Section>
  );
}

function GroupRow({ group, total }: { group: FailureGroup; total: number }) {
  const { code, count, example } = group;
  const { title, advice } = causeWords(code);
  const isNotDone = NOT_DONE_CODES.includes(code);
  const all = writeBatchView({
    ...USUAL_VIEW,
    tab: "items",
    status: isNotDone ? "cancelled" : "failed",
    cause: isNotDone ? null : code,
  });
  const one = writeBatchView({
    ...USUAL_VIEW,
    tab: "items",
    item: example.customer_item_id,
  });
  return (
    <li className="border-b border-line py-3 text-sm last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{title}</span>
        <code className="text-xs text-muted">{code}</code>
        <span className="ml-auto flex items-center gap-2.5">
          <ShareBar share={count / Math.max(1, total)} tone={isNotDone ? "waiting" : "failed"} />
          <span className="min-w-16 text-right tabular-nums">
            <strong>{formatCount(count)}</strong>{" "}
            <span className="text-muted">{formatShare(count, total)}</span>
          </span>
        </span>
      </div>
      <p className="mt-0.5 max-w-prose text-secondary">{advice}</p>
      <p className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-secondary">
        <Link to={{ search: all.toString() }} className="link">
          Show all {formatCount(count)}
        </Link>
        <span className="min-w-0 break-words text-muted">
          Example:{" "}
          <Link to={{ search: one.toString() }} className="link font-mono text-xs">
            {example.customer_item_id}
          </Link>{" "}
          “{example.message}”
        </span>
      </p>
    </li>
  );
}
