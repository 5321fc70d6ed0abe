import type { AgentRun, ShownMessage, ToolCall } from "#contract/workflows.ts";

/** A tool call with what came of it; `result` is null while no message answers it. */
export interface ThreadCall {
  id: string;
  name: string;
  arguments: string;
  result: string | null;
  /** What went wrong: the result's own `error`. */
  error: string | null;
}

/** A message of a conversation, with the tools it called. */
export interface ThreadEntry {
  role: string;
  content: string;
  isAnswer: boolean;
  calls: ThreadCall[];
}

/**
 * A run's messages and its answer as one reads them: each tool's result stands with its call. A result that answers no call
 * before it stays a message of its own.
 */
export function threadOf({ input, output }: Pick<AgentRun, "input" | "output">): ThreadEntry[] {
  const results = new Map<string, string>();
  for (const { role, content, tool_call_id } of input.messages)
    if (role === "tool" && tool_call_id !== undefined) results.set(tool_call_id, content);
  const called = new Set<string>();
  const entryOf = (message: ShownMessage, isAnswer: boolean): ThreadEntry => {
    const calls = (message.tool_calls ?? []).map((call) => callOf(call, results));
    for (const { id } of calls) called.add(id);
    return { role: message.role, content: message.content, isAnswer, calls };
  };
  const entries = input.messages.flatMap((message) => {
    const { role, tool_call_id } = message;
    const isJoined = role === "tool" && tool_call_id !== undefined && called.has(tool_call_id);
    return isJoined ? [] : [entryOf(message, false)];
  });
  return output === null ? entries : [...entries, entryOf(output.message, true)];
}

function callOf({ id, function: tool }: ToolCall, results: ReadonlyMap<string, string>): ThreadCall {
  const result = results.get(id) ?? null;
  return {
    id,
    name: tool.name,
    arguments: tool.arguments,
    result,
    error: result === null ? null : errorIn(result),
  };
}

/** What a tool's result says of its failure, by the convention of an `error` in a JSON object; null when it says none. */
function errorIn(result: string): string | null {
  try {
    const value: unknown = JSON.parse(result);
    if (value === null || typeof value !== "object" || !("error" in value)) return null;
    const { error } = value;
    if (error === null || error === false) return null;
    if (typeof error === "string") return error;
    const message: unknown =
      typeof error === "object" && "message" in error ? error.message : undefined;
    return typeof message === "string" ? message : JSON.stringify(error);
  } catch {
    return null;
  }
}
