import type { Delivery } from "#contract/webhooks.ts";
import { formatDuration } from "../../format/durations.ts";
import { Countdown } from "../../ui/countdown.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { attemptOutcome } from "./delivery-states.ts";

/** Every attempt of a delivery with what the receiver said, and the one that is due. */
export function AttemptTable({ delivery }: { delivery: Delivery }) {
  const { attempts, next_attempt_at } = delivery;
  return (
    <Table label="Attempts">
      <thead>
        <tr>
          <HeaderCell numeric className="w-8">
            No.
          </HeaderCell>
          <HeaderCell>Answer</HeaderCell>
          <HeaderCell numeric>Took</HeaderCell>
          <HeaderCell>When</HeaderCell>
          <HeaderCell className="w-full">The receiver said</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {attempts.map((attempt) => {
          const { tone, word } = attemptOutcome(attempt);
          return (
            <Row key={attempt.number}>
              <Cell numeric>{attempt.number}</Cell>
              <Cell>
                <StatusBadge tone={tone}>{word}</StatusBadge>
              </Cell>
              <Cell numeric>{formatDuration(Math.round(attempt.duration_ms))}</Cell>
              <Cell>
                <RelativeTime at={attempt.at} />
              </Cell>
              <Cell wrap className="min-w-48">
                {attempt.error === null ? null : (
                  <p className="text-secondary">{attempt.error.message}</p>
                )}
                <ResponseBody body={attempt.response_body} />
              </Cell>
            </Row>
          );
        })}
        {next_attempt_at === null ? null : (
          <Row>
            <Cell numeric className="text-muted">
              {attempts.length + 1}
            </Cell>
            <Cell>
              <StatusBadge tone="waiting">due</StatusBadge>
            </Cell>
            <Cell numeric className="text-muted">
              –
            </Cell>
            <Cell>
              in <Countdown until={next_attempt_at} ended="a moment" />
            </Cell>
            <Cell />
          </Row>
        )}
      </tbody>
    </Table>
  );
}

function ResponseBody({ body }: { body: string | null }) {
  if (body === null) return null;
  if (body === "") return <span className="text-muted">nothing in the body</span>;
  return <code className="line-clamp-4 font-mono text-xs break-all text-secondary">{body}</code>;
}
