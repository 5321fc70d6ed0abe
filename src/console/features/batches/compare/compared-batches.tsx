import type { Batch } from "#contract/batches.ts";
import { toMicros } from "#contract/primitives.ts";
import { Link } from "react-router";
import { formatCount } from "../../../format/counts.ts";
import { formatDuration } from "../../../format/durations.ts";
import { formatMicros, formatMoney } from "../../../format/money.ts";
import { Section } from "../../../layout/page.tsx";
import { paths } from "../../../paths.ts";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { Cell, HeaderCell, Row, Table } from "../../../ui/table.tsx";
import { batchName } from "../batch-name.ts";

interface Props {
  earlier: Batch;
  later: Batch;
  /** The batch whose page this is. */
  thisId: string;
}

const exact = { exact: true } as const;

/** The figures of two batches side by side. */
export function ComparedBatches({ earlier, later, thisId }: Props) {
  return (
    <Section title="Side by side">
      <Table label="Two batches side by side">
        <thead>
          <Row>
            <HeaderCell>
              <span className="sr-only">What</span>
            </HeaderCell>
            <HeaderCell numeric>Earlier{earlier.id === thisId ? ", this one" : ""}</HeaderCell>
            <HeaderCell numeric>Later{later.id === thisId ? ", this one" : ""}</HeaderCell>
            <HeaderCell numeric>Difference</HeaderCell>
          </Row>
        </thead>
        <tbody>
          <Row>
            <RowHead>Batch</RowHead>
            <BatchCell batch={earlier} isThis={earlier.id === thisId} />
            <BatchCell batch={later} isThis={later.id === thisId} />
            <Cell />
          </Row>
          <Row>
            <RowHead>Submitted</RowHead>
            <Cell numeric>
              <RelativeTime at={earlier.created_at} />
            </Cell>
            <Cell numeric>
              <RelativeTime at={later.created_at} />
            </Cell>
            <Cell />
          </Row>
          {figures(earlier, later).map(([name, before, after, difference]) => (
            <Row key={name}>
              <RowHead>{name}</RowHead>
              <Cell numeric>{before}</Cell>
              <Cell numeric>{after}</Cell>
              <Cell numeric className="text-secondary">
                {difference}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

function RowHead({ children }: { children: string }) {
  return (
    <HeaderCell scope="row" className="font-normal text-secondary">
      {children}
    </HeaderCell>
  );
}

function BatchCell({ batch, isThis }: { batch: Batch; isThis: boolean }) {
  const name = batchName(batch) ?? batch.id;
  return (
    <Cell numeric>
      {isThis ? (
        name
      ) : (
        <Link to={paths.batch(batch.id)} className="link">
          {name}
        </Link>
      )}
    </Cell>
  );
}

type Figure = [name: string, earlier: string, later: string, difference: string];

function figures(earlier: Batch, later: Batch): Figure[] {
  const counts: [string, number, number][] = [
    ["Items", earlier.counts.total, later.counts.total],
    ["Answers", earlier.counts.completed, later.counts.completed],
    ["Failed", earlier.counts.failed, later.counts.failed],
  ];
  const [tookBefore, tookAfter] = [tookMs(earlier), tookMs(later)];
  const [paidBefore, paidAfter] = [toMicros(earlier.cost), toMicros(later.cost)];
  return [
    ...counts.map(([name, before, after]): Figure => [
      name,
      formatCount(before),
      formatCount(after),
      `${sign(after - before)}${formatCount(Math.abs(after - before))}`,
    ]),
    [
      "Took",
      formatDuration(tookBefore),
      formatDuration(tookAfter),
      `${sign(tookAfter - tookBefore)}${formatDuration(Math.abs(tookAfter - tookBefore))}`,
    ],
    [
      "Cost",
      formatMoney(earlier.cost, exact),
      formatMoney(later.cost, exact),
      `${paidAfter > paidBefore ? "+" : ""}${formatMicros(paidAfter - paidBefore, exact)}`,
    ],
  ];
}

function sign(difference: number): string {
  if (difference === 0) return "";
  return difference < 0 ? "−" : "+";
}

function tookMs({ created_at, completed_at }: Batch): number {
  return Date.parse(completed_at ?? created_at) - Date.parse(created_at);
}
