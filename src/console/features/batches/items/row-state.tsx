import type { ResultRow } from "#contract/batches.ts";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { readAnswer } from "./answer-reading.ts";
import { NOT_DONE_CODES } from "./failure-causes.ts";

/** How an item ended: the error's code, or what is odd about its answer, or completed. */
export function RowState({ row }: { row: ResultRow }) {
  if (row.error !== null) {
    const tone = NOT_DONE_CODES.includes(row.error.code) ? "waiting" : "failed";
    return (
      <StatusBadge tone={tone} title={row.error.message}>
        {row.error.code}
      </StatusBadge>
    );
  }
  const [flag] = readAnswer(row).flags;
  return flag === undefined ? (
    <StatusBadge tone="done">completed</StatusBadge>
  ) : (
    <StatusBadge tone="attention">{flag}</StatusBadge>
  );
}
