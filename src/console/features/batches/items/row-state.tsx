import type { Tone } from "../../../ui/tone.ts";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { NOT_DONE_CODES } from "./failure-causes.ts";
import type { ItemRow } from "./item-row.ts";

/** How an item ended: the error's code, or what is odd about its answer, or completed. */
export function RowState({ row: { error, answer } }: { row: Pick<ItemRow, "error" | "answer"> }) {
  if (error !== null) {
    return (
      <StatusBadge tone={toneOf(error.code)} title={error.message}>
        {error.code}
      </StatusBadge>
    );
  }
  const flag = answer?.flags[0];
  return flag === undefined ? (
    <StatusBadge tone="done">completed</StatusBadge>
  ) : (
    <StatusBadge tone="attention">{flag}</StatusBadge>
  );
}

function toneOf(code: string): Tone {
  if (NOT_DONE_CODES.includes(code)) return "waiting";
  return code === "result_unreadable" ? "attention" : "failed";
}
