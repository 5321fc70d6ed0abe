import { CodeBlock } from "../../ui/code-block.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import type { ThreadCall } from "./thread.ts";

/** A tool call: its name, what it was given, and what came of it. */
export function ToolCallView({ call }: { call: ThreadCall }) {
  const { name, id, result, error } = call;
  return (
    <section
      aria-label={`Tool call ${name}`}
      className="mt-2 max-w-prose rounded-md border border-line p-3"
    >
      <p className="flex flex-wrap items-center gap-x-2 text-sm">
        <span className="font-medium">{name}</span>
        <code className="text-xs text-muted">{id}</code>
        <span className="ml-auto">
          {error === null ? (
            <StatusBadge tone={result === null ? "waiting" : "done"}>
              {result === null ? "no result" : "answered"}
            </StatusBadge>
          ) : (
            <StatusBadge tone="failed">failed</StatusBadge>
          )}
        </span>
      </p>
      <Part name="Arguments" text={call.arguments} />
      {result === null ? null : <Part name="Result" text={result} />}
      {error === null ? null : <p className="mt-2 text-sm text-failed-text">{error}</p>}
    </section>
  );
}

function Part({ name, text }: { name: string; text: string }) {
  return (
    <div className="mt-2">
      <p className="mb-1 text-xs text-muted">{name}</p>
      <CodeBlock wrap label={name.toLowerCase()} code={text === "" ? "nothing" : text} />
    </div>
  );
}
