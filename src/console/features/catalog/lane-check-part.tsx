import { isBatchAdapter, type LaneState } from "#contract/catalog.ts";
import { ApiError } from "#contract/client.ts";
import { ERRORS, isErrorCode } from "#contract/errors.ts";
import type { LaneCheck } from "#contract/local.ts";
import { useId } from "react";
import { Button } from "../../ui/button.tsx";
import { useShown, useShownContent } from "../../ui/presenter.ts";
import { StateShape } from "../../ui/state-shape.tsx";
import { outcomeFacts, outcomeTitle } from "./lane-check-words.ts";
import { useLaneCheck } from "./use-lane-check.ts";

interface Props {
  lane: Pick<LaneState, "lane_id" | "display_name" | "adapter">;
  /** What an item costs; said before the press where one is sent. */
  costsMoney: boolean;
}

/**
 * Sends one small item to a lane and shows in place how it fared; says before the press where that costs money. A lane that is handed whole batches is only
 * asked whether it can be.
 */
export function LaneCheckPart({ lane, costsMoney }: Props) {
  const { send, isPending, check, error } = useLaneCheck(lane.lane_id);
  const isProbe = isBatchAdapter(lane.adapter);
  const id = useId();
  return (
    <>
      <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Button
          size="small"
          loading={isPending}
          loadingLabel={`${isProbe ? "Checking" : "Sending one item to"} ${lane.display_name}`}
          aria-describedby={isProbe || costsMoney ? id : undefined}
          onClick={send}
        >
          {isProbe ? "Check address and key" : "Send one item"}
          <span className="sr-only">
            {isProbe ? " of" : " to"} {lane.display_name}
          </span>
        </Button>
        {isProbe ? (
          <p id={id} className="min-w-0 text-sm text-secondary">
            Lists its batches; nothing is sent to a model
          </p>
        ) : costsMoney ? (
          <p id={id} className="flex min-w-0 gap-1.5 text-sm text-secondary">
            <StateShape tone="attention" size={14} className="mt-0.75" />
            Costs real money: a few dozen tokens at the lane's price
          </p>
        ) : null}
      </div>
      {/* There from the start, or nobody would hear what comes into it. */}
      <div role="status">
        {isPending ? (
          <p className="mt-2 text-sm text-muted">Sent; waiting for the lane's answer …</p>
        ) : error !== null ? (
          <NotSent error={error} />
        ) : check === undefined ? null : (
          <Outcome check={check} />
        )}
      </div>
    </>
  );
}

/** An outcome with its state's shape, facts below one another where there is no room beside. */
function Outcome({ check }: { check: LaneCheck }) {
  const { ok, failure, request_id } = check;
  const shown = useShown();
  return (
    <div className="mt-2 flex gap-2 rounded-md bg-sunken px-3 py-2.5 text-sm">
      <StateShape tone={ok ? "done" : "failed"} size={14} className="mt-0.75" />
      <div className="min-w-0 grow">
        <p className="flex flex-wrap gap-x-2">
          <span className="font-medium">{outcomeTitle(check)}</span>
          {failure === null ? null : (
            <code className="text-xs leading-5 text-failed-text">{failure.code}</code>
          )}
          <span className="text-secondary tabular-nums">{outcomeFacts(check).join(" · ")}</span>
        </p>
        {failure === null ? (
          <Excerpt check={check} />
        ) : (
          <p className="mt-1 max-w-prose break-words">
            {shown(failure.message)}
            {failure.fix === null ? null : ` ${failure.fix}`}
          </p>
        )}
        {request_id === null ? null : (
          <p className="mt-1 text-xs text-muted">
            The provider's request id: <code className="break-all">{shown(request_id)}</code>
          </p>
        )}
      </div>
    </div>
  );
}

function Excerpt({ check: { answer_excerpt, is_probe } }: { check: LaneCheck }) {
  const shown = useShownContent();
  return (
    <p className="mt-1 max-w-prose break-words text-secondary">
      {is_probe === true
        ? "Address and key are right: its batches could be listed. Whether its models are, the first batch tells."
        : answer_excerpt === null
          ? "The answer has no text: the model may have stopped at the small limit."
          : `“${shown(answer_excerpt)}”`}
    </p>
  );
}

/** The gateway itself refused or was not reached: nothing is known of the lane. */
function NotSent({ error }: { error: Error }) {
  const shown = useShown();
  const fix = error instanceof ApiError && isErrorCode(error.code) ? ERRORS[error.code].fix : null;
  return (
    <p className="mt-2 flex max-w-prose gap-2 text-sm break-words">
      <StateShape tone="attention" size={14} className="mt-0.75" />
      <span>
        <span className="font-medium">The lane was not asked.</span> {shown(error.message)}
        {fix === null ? null : ` ${fix}`}
      </span>
    </p>
  );
}
