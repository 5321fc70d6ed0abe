import type { UpstreamShare } from "#contract/batch-records.ts";
import type { Batch, BatchLaneStory } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import type { Quote } from "#contract/quotes.ts";
import { useEndpoint } from "../../api/query.ts";
import { formatCount } from "../../format/counts.ts";
import { formatMoney } from "../../format/money.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { classNames } from "../../ui/class-names.ts";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useNow } from "../../ui/use-now.ts";
import { useQuote } from "../quotes/queries.ts";
import {
  axisWords,
  bandOf,
  type BatchSpan,
  bandWords,
  costShare,
  paceWords,
  passedOnItems,
  passedOnWords,
  placeWords,
  upstreamWords,
} from "./lane-story.ts";
import { RejectedLanes } from "./rejected-lanes.tsx";
import { useFollowing } from "./use-batch-parts.ts";

/** How each lane took part in a batch: why it was chosen, what it did and passed on, when it was busy; then the lanes that were not taken. */
export function LaneStories({ batch }: { batch: Batch }) {
  const lanes = useEndpoint(contract.batches.lanes, { params: { id: batch.id } });
  const { data, error, refetch } = lanes;
  useFollowing(batch, refetch);
  const { data: quote } = useQuote(batch.quote_id, true);
  const now = useNow(1_000);
  if (data === undefined) {
    return error === null ? (
      <SkeletonRows rows={4} label="Loading the lanes" />
    ) : (
      <ApiErrorPanel
        error={error}
        title="The lanes could not be loaded"
        onRetry={() => void refetch()}
        isRetrying={lanes.isFetching}
      />
    );
  }
  const span = spanOf(batch, data.data, now);
  return (
    <>
      <ol aria-label="Lanes of the batch" className="border-t border-line">
        {data.data.map((story, at) => (
          <LaneStory
            key={`${story.lane_id} ${story.model}`}
            story={story}
            stories={data.data}
            place={at + 1}
            quote={quote}
            upstream={batch.upstream?.find(
              ({ lane_id, model }) => lane_id === story.lane_id && model === story.model,
            )}
            span={span}
            nowMs={now}
          />
        ))}
      </ol>
      <p className="mt-2 flex justify-between gap-4 text-xs text-muted tabular-nums">
        <span>submitted</span>
        <span className="text-right">{axisWords(batch, span)}</span>
      </p>
      {quote === undefined ? null : <RejectedLanes quote={quote} />}
    </>
  );
}

/** The clock of the page ticks once a second, and a unit may have ended after its last tick. */
function spanOf(batch: Batch, stories: readonly BatchLaneStory[], nowMs: number): BatchSpan {
  const startMs = Date.parse(batch.created_at);
  if (batch.completed_at !== null) return { startMs, endMs: Date.parse(batch.completed_at) };
  const ends = stories.flatMap(({ busy }) => busy.map(({ to }) => Date.parse(to)));
  return { startMs, endMs: Math.max(nowMs, startMs, ...ends) };
}

interface StoryProps {
  story: BatchLaneStory;
  stories: readonly BatchLaneStory[];
  /** In the order of the ladder, from 1. */
  place: number;
  /** Undefined until it is loaded. */
  quote: Quote | undefined;
  /** What the provider has of it at this moment; undefined where that is nothing. */
  upstream: UpstreamShare | undefined;
  span: BatchSpan;
  nowMs: number;
}

function LaneStory({ story, stories, place, quote, upstream, span, nowMs }: StoryProps) {
  const why = quote === undefined ? null : placeWords(quote, story);
  const isUsed = story.items > 0;
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-3 border-b border-line py-3">
      <Rank place={place} isUsed={isUsed} />
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
          <span className="font-medium">{story.display_name}</span>
          <code className="min-w-0 text-xs break-words text-secondary">{story.model}</code>
          {isUsed ? null : <span className="text-muted">not needed</span>}
        </p>
        {why === null ? null : <p className="mt-0.5 text-xs text-muted">{why}</p>}
        {isUsed ? (
          <>
            <BusyBand story={story} span={span} />
            <Figures story={story} stories={stories} />
            {upstream === undefined ? null : (
              <p className="mt-2 text-xs text-running-text">{upstreamWords(upstream, nowMs)}</p>
            )}
            <PassedOn story={story} stories={stories} />
          </>
        ) : null}
      </div>
    </li>
  );
}

function Rank({ place, isUsed }: { place: number; isUsed: boolean }) {
  return (
    <span
      className={classNames(
        "inline-flex size-5 items-center justify-center rounded-full border text-xs font-semibold tabular-nums",
        isUsed ? "border-ink bg-ink text-invert" : "border-edge-strong text-secondary",
      )}
    >
      {place}
    </span>
  );
}

function BusyBand({ story, span }: Pick<StoryProps, "story" | "span">) {
  return (
    <div
      role="img"
      aria-label={bandWords(story, span)}
      title={bandWords(story, span)}
      className="relative mt-2 h-2 overflow-hidden rounded-xs bg-wash"
    >
      {bandOf(story.busy, span).map(({ left, width }) => (
        <span
          key={left}
          style={{ left: `${left.toFixed(2)}%`, width: `${width.toFixed(2)}%` }}
          className="state-shape absolute inset-y-0 rounded-xs bg-running-fill"
        />
      ))}
    </div>
  );
}

function Figures({ story, stories }: Pick<StoryProps, "story" | "stories">) {
  const passedOn = passedOnItems(story);
  return (
    <dl className="mt-2 grid grid-cols-[repeat(auto-fill,minmax(4.75rem,1fr))] gap-x-3 gap-y-2">
      <Figure name="Planned" value={formatCount(story.planned_items)} />
      <Figure name="Done" value={formatCount(story.completed)} />
      <Figure
        name="Failed"
        value={formatCount(story.failed)}
        className={story.failed > 0 ? "text-failed-text" : "text-muted"}
      />
      <Figure
        name="Passed on"
        value={formatCount(passedOn)}
        className={passedOn > 0 ? "text-attention-text" : "text-muted"}
      />
      <Figure
        name="Retries"
        value={formatCount(story.retries)}
        className={story.retries > 0 ? undefined : "text-muted"}
      />
      <Figure name="Pace" value={paceWords(story) ?? "–"} />
      <Figure name="Cost" value={formatMoney(story.cost)} />
      <Figure name="Of the cost" value={`${Math.round(costShare(story, stories) * 100)}\u00a0%`} />
    </dl>
  );
}

interface FigureProps {
  name: string;
  value: string;
  className?: string | undefined;
}

function Figure({ name, value, className }: FigureProps) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd className={classNames("text-sm whitespace-nowrap tabular-nums", className)}>{value}</dd>
    </div>
  );
}

/** What went on to other lanes and why, a line for each of them. */
function PassedOn({ story, stories }: Pick<StoryProps, "story" | "stories">) {
  if (story.passed_on.length === 0) return null;
  return (
    <ul
      aria-label={`Passed on by ${story.display_name}`}
      className="mt-2 flex flex-col gap-1 text-xs text-secondary"
    >
      {story.passed_on.map((passed) => (
        <li key={`${passed.lane_id} ${passed.model}`} className="break-words">
          {passedOnWords(passed, stories)}
        </li>
      ))}
    </ul>
  );
}
