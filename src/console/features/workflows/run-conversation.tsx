import type { AgentRun } from "#contract/workflows.ts";
import { useSearchParams } from "react-router";
import { Section } from "../../layout/page.tsx";
import { classNames } from "../../ui/class-names.ts";
import { JsonView } from "../../ui/json-view.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { threadOf, type ThreadEntry } from "./thread.ts";
import { ToolCallView } from "./tool-call-view.tsx";

/** What was asked and answered, to read or as the JSON that it is; which of the two stands in the address. */
export function RunConversation({ run }: { run: AgentRun }) {
  const [search, setSearch] = useSearchParams();
  const view = search.get("view") === "json" ? "json" : "thread";
  return (
    <Section
      title="Conversation"
      aside={
        <SegmentedControl
          label="Conversation as"
          size="small"
          value={view}
          onChange={(next) => setSearch(next === "json" ? { view: "json" } : {}, { replace: true })}
          segments={[
            { value: "thread", label: "Thread" },
            { value: "json", label: "JSON" },
          ]}
        />
      }
    >
      {view === "json" ? (
        <JsonView
          wrap
          label="run input and output"
          value={{ input: run.input, output: run.output, error: run.error }}
          fileName={`${run.id}.json`}
        />
      ) : (
        <Thread run={run} />
      )}
    </Section>
  );
}

function Thread({ run }: { run: AgentRun }) {
  const { output, error } = run;
  return (
    <ol className="overflow-hidden rounded-lg border border-line bg-raised">
      {threadOf(run).map((entry, index) => (
        // A message has no identity but its place.
        // oxlint-disable-next-line react/no-array-index-key
        <Message key={index} entry={entry} />
      ))}
      {output === null && error === null ? (
        <li className="flex flex-col gap-2 px-4 py-3">
          <span className="text-xs text-muted">assistant</span>
          <span role="status" className="sr-only">
            Waiting for the answer
          </span>
          <Skeleton className="h-4 w-3/5" />
        </li>
      ) : null}
      {error === null ? null : (
        <li className="px-4 py-3">
          <p className="text-xs text-muted">assistant</p>
          <p className="mt-1 text-failed-text">
            No answer: <code className="font-mono text-sm">{error.code}</code>
          </p>
        </li>
      )}
    </ol>
  );
}

function Message({ entry: { role, content, isAnswer, calls } }: { entry: ThreadEntry }) {
  return (
    <li className="border-b border-line px-4 py-3 last:border-b-0">
      <p className={classNames("text-xs", isAnswer ? "font-semibold text-ink" : "text-muted")}>
        {role}
        {isAnswer ? ", the answer" : ""}
      </p>
      {content !== "" ? (
        <p className="mt-1 max-w-prose break-words whitespace-pre-wrap">{content}</p>
      ) : calls.length === 0 ? (
        <p className="mt-1 text-muted">An empty message.</p>
      ) : null}
      {calls.map((call) => (
        <ToolCallView key={call.id} call={call} />
      ))}
    </li>
  );
}
