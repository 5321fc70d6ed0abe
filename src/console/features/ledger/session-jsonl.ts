import type { Ledger } from "../../api/ledger.ts";
import {
  type SessionFacts,
  type SessionFile,
  sessionFileName,
  sessionTitle,
} from "./export-session.ts";

/** The session as JSON Lines: the environment first, then each call as it is kept, oldest first. */
export function sessionJsonl(
  { calls, replays }: Pick<Ledger, "calls" | "replays">,
  facts: SessionFacts,
): SessionFile {
  const { id, name, origin } = facts.environment;
  const head = {
    record: "session",
    title: sessionTitle(facts),
    environment: { id, name, origin },
    exported_at: facts.exportedAt.toISOString(),
    calls: calls.length,
  };
  const lines = calls.map((exchange) => ({
    record: "call",
    ...exchange,
    replay_of: replays.get(exchange.number) ?? null,
  }));
  return {
    name: sessionFileName(facts, "jsonl"),
    text: [head, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(""),
    type: "application/x-ndjson",
  };
}
