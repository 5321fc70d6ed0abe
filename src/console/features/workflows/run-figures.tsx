import type { Batch } from "#contract/batches.ts";
import type { AgentRun } from "#contract/workflows.ts";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { formatCount } from "../../format/counts.ts";
import { formatDuration } from "../../format/durations.ts";
import { formatMoney } from "../../format/money.ts";
import { paths } from "../../paths.ts";
import { Callout } from "../../ui/callout.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { StatTiles } from "../../ui/stat-tiles.tsx";
import { isRunOver } from "./run-states.ts";
import { finishTone, finishWords } from "./run-timeline.ts";

interface RunFiguresProps {
  run: AgentRun;
  batch: Batch | undefined;
}

/** What the run took, each figure beside what it was bounded by, and why it stopped. */
export function RunFigures({ run, batch }: RunFiguresProps) {
  const { output, error } = run;
  const quoted = batch?.pricing_estimate;
  return (
    <>
      {error === null ? null : (
        <Callout
          tone="failed"
          className="mb-4"
          announced
          title={`It ended without an answer: ${error.code}`}
        >
          <p>{error.message}</p>
          <p className="mt-1 text-secondary">
            What was not answered is not charged. Change it and run it again.
          </p>
        </Callout>
      )}
      {output !== null && finishTone(output.finish_reason) === "attention" ? (
        <Callout tone="attention" className="mb-4" title={`Stopped at ${output.finish_reason}`}>
          {finishWords(output.finish_reason)}
        </Callout>
      ) : null}
      <StatTiles
        stats={[
          {
            label: "Steps",
            value: isRunOver(run) ? "1 of 1" : "0 of 1",
            note: run.completed_at === null ? "under way" : `in ${formatDuration(elapsedMs(run))}`,
          },
          {
            label: "Tokens out",
            value: output === null ? notYet(run) : formatCount(output.usage.output_tokens),
            note:
              quoted === undefined ? undefined : `of ${formatCount(quoted.output_tokens)} quoted`,
          },
          {
            label: "Tokens in",
            value: output === null ? notYet(run) : formatCount(output.usage.input_tokens),
            note:
              quoted === undefined ? undefined : `of ${formatCount(quoted.input_tokens)} quoted`,
          },
          {
            label: "Cost",
            value: output === null ? batch && formatMoney(batch.cost) : formatMoney(output.cost),
            note:
              quoted === undefined ? undefined : `of ${formatMoney(quoted.total)} quoted ceiling`,
          },
        ]}
      />
      <dl className="mt-3 flex flex-wrap gap-x-6 gap-y-1 text-sm">
        <Fact name="Inside batch">
          <span className="inline-flex flex-wrap items-center gap-x-3">
            <MonoId id={run.batch_id} what="batch id" />
            <Link to={paths.batch(run.batch_id)} className="link">
              Open
            </Link>
          </span>
        </Fact>
        {output === null ? null : (
          <Fact name="Finish reason">
            <code className="font-mono text-xs">{output.finish_reason ?? "none"}</code>
            <span className="text-muted"> {finishWords(output.finish_reason)}</span>
          </Fact>
        )}
      </dl>
    </>
  );
}

const notYet = (run: AgentRun): string | undefined => (isRunOver(run) ? "–" : undefined);

function elapsedMs(run: AgentRun): number {
  return run.completed_at === null ? 0 : Date.parse(run.completed_at) - Date.parse(run.created_at);
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
