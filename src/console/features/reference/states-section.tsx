import {
  BATCH_STATES,
  BATCH_STATUSES,
  canTransition,
  type BatchStatus,
} from "#contract/batch-states.ts";
import { batchTone } from "../../layout/lifecycle.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";

const NO_FAILURES = { total: 1, completed: 1, failed: 0, cancelled: 0 };

/** The states that a batch may go to next, in words: most may go to any later one. */
function nextWords(status: BatchStatus): string {
  const next = BATCH_STATUSES.filter((other) => canTransition(status, other));
  if (next.length === 0) return "Never changes again";
  return BATCH_STATES[status].terminal ? "" : `${next[0]}, or any after it`;
}

/** The states of a batch in their order: what each means, what may come next, whether it can be cancelled. */
export function StatesSection() {
  return (
    <>
      <p className="mb-4 max-w-prose text-secondary">
        A batch goes through these in order and never backwards; a batch may pass over some. One
        that has ended never changes, so there is no need to poll it.
      </p>
      <Table label="States of a batch">
        <thead>
          <Row>
            <HeaderCell>State</HeaderCell>
            <HeaderCell>Meaning</HeaderCell>
            <HeaderCell>Next</HeaderCell>
            <HeaderCell>Cancel</HeaderCell>
          </Row>
        </thead>
        <tbody>
          {BATCH_STATUSES.map((status) => {
            const { meaning, cancelRefusal } = BATCH_STATES[status];
            return (
              <Row key={status} id={status} tabIndex={-1} className="scroll-mt-18">
                <Cell>
                  <StatusBadge tone={batchTone({ status, counts: NO_FAILURES })}>
                    {status}
                  </StatusBadge>
                </Cell>
                <Cell wrap className="min-w-56">
                  {meaning}
                </Cell>
                <Cell wrap className="min-w-40 text-secondary">
                  {nextWords(status)}
                </Cell>
                <Cell wrap className="min-w-40 text-secondary">
                  {cancelRefusal ?? "Yes"}
                </Cell>
              </Row>
            );
          })}
        </tbody>
      </Table>
    </>
  );
}
