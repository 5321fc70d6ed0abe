import { Pin } from "lucide-react";
import type { ReactNode } from "react";
import { useApi } from "../api/api-provider.tsx";
import { type Ledger, type LedgerRow, togglePin } from "../api/ledger.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatDuration } from "../format/durations.ts";
import { ExactTime } from "../ui/exact-time.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { type VirtualColumn, VirtualRows } from "../ui/virtual-rows.tsx";
import { rowOfCall } from "./ledger-rows.ts";
import { StatusCode } from "./status-code.tsx";

interface Props {
  rows: readonly LedgerRow[];
  ledger: Ledger;
  openCall: number | null;
  /** The width that there is, in CSS pixels. */
  width: number;
  onOpen: (number: number) => void;
}

/** Below these widths columns give way; a phone keeps method, path and status. */
const WIDE = 700;
const MEDIUM = 460;

/** The calls, newest first after the pinned ones; only the rows in view are drawn. */
export function LedgerList({ rows, ledger, openCall, width, onOpen }: Props) {
  const { environment } = useApi();
  const openIndex = rowOfCall(rows, openCall);
  return (
    <VirtualRows
      label="Calls, newest first"
      count={rows.length}
      columns={columnsFor(ledger, width, (number) => togglePin(environment.id, number))}
      itemAt={(index) => rows[index]}
      rowKey={(index) => rowKeyOf(rows[index], ledger)}
      openIndex={openIndex === -1 ? undefined : openIndex}
      onOpen={(index) => {
        const row = rows[index];
        if (row !== undefined) onOpen(row.exchange.number);
      }}
      minWidthPx={Math.min(width, 320)}
      className="h-full"
    />
  );
}

/** The oldest call of a run stays the same while polls are added to it. */
function rowKeyOf(row: LedgerRow | undefined, { pins }: Ledger): string {
  if (row === undefined) return "none";
  return `${pins.has(row.first_number) ? "pin " : ""}${row.first_number}`;
}

type ListedRow = LedgerRow | undefined;

function columnsFor(
  ledger: Ledger,
  width: number,
  onPin: (number: number) => void,
): VirtualColumn<ListedRow>[] {
  const withRow = (show: (row: LedgerRow) => ReactNode) => (row: ListedRow) =>
    row === undefined ? null : show(row);
  const isWide = width >= WIDE;
  const method: VirtualColumn<ListedRow> = {
    id: "method",
    header: "Method",
    width: "68px",
    mono: true,
    cell: withRow(({ exchange }) => <span className="font-semibold">{exchange.method}</span>),
  };
  const path: VirtualColumn<ListedRow> = {
    id: "path",
    header: "Path",
    width: "minmax(80px, 1fr)",
    cell: withRow((row) => <PathCell row={row} ledger={ledger} width={width} />),
  };
  const status: VirtualColumn<ListedRow> = {
    id: "status",
    header: "Status",
    width: "96px",
    cell: withRow(({ exchange }) => <StatusCode exchange={exchange} />),
  };
  const duration: VirtualColumn<ListedRow> = {
    id: "duration",
    header: "Took",
    width: "76px",
    numeric: true,
    cell: withRow(({ exchange: { status: code, failure, duration_ms } }) =>
      code === null && failure === null ? "…" : formatDuration(Math.round(duration_ms)),
    ),
  };
  if (width < MEDIUM) return [method, path, status];
  if (!isWide) return [method, path, status, duration];
  return [
    {
      id: "pin",
      header: "Pin",
      width: "40px",
      cell: withRow(({ exchange: { number } }) => (
        <PinCell number={number} isPinned={ledger.pins.has(number)} onPin={onPin} />
      )),
    },
    {
      id: "number",
      header: "Call",
      width: "56px",
      // A run stands where it began, and so do its number and time: the column stays in order.
      cell: withRow(({ first_number }) => <span className="text-muted">#{first_number}</span>),
    },
    {
      id: "time",
      header: "Time",
      width: "76px",
      cell: withRow(({ calls }) => (
        <ExactTime timeOnly at={calls[0]?.started_at ?? ""} className="text-muted" />
      )),
    },
    method,
    path,
    status,
    duration,
    {
      id: "size",
      header: "Size",
      width: "76px",
      numeric: true,
      cell: withRow(({ exchange: { status: code, response_bytes } }) =>
        code === null ? "–" : formatBytes(response_bytes),
      ),
    },
  ];
}

/** Out of the tab order: a thousand rows would be a thousand stops, and the open call has the same button. */
function PinCell({
  number,
  isPinned,
  onPin,
}: {
  number: number;
  isPinned: boolean;
  onPin: (number: number) => void;
}) {
  return (
    <IconButton
      size="small"
      tabIndex={-1}
      label={`Pin call #${number}`}
      aria-pressed={isPinned}
      icon={<Pin size={14} fill={isPinned ? "currentColor" : "none"} />}
      className={isPinned ? "text-ink" : undefined}
      onClick={(event) => {
        event.stopPropagation();
        onPin(number);
      }}
    />
  );
}

function PathCell({ row, ledger, width }: { row: LedgerRow; ledger: Ledger; width: number }) {
  const { exchange, calls } = row;
  const isShort = width < MEDIUM;
  const isPinned = width < WIDE && ledger.pins.has(exchange.number);
  const original = ledger.replays.get(exchange.number);
  return (
    <span className="flex min-w-0 items-center gap-2">
      {isPinned ? (
        <Pin size={12} fill="currentColor" role="img" aria-label="Pinned" className="shrink-0" />
      ) : null}
      <code className="min-w-0 truncate font-mono text-xs" title={exchange.path}>
        {exchange.path}
      </code>
      {calls.length > 1 ? (
        <span className="whitespace-nowrap text-muted">×{calls.length}</span>
      ) : null}
      {original === undefined || isShort ? null : (
        <span className="whitespace-nowrap text-muted">replay of #{original}</span>
      )}
      {exchange.off_contract.length === 0 ? null : (
        <span className="font-medium whitespace-nowrap text-attention-text">
          {isShort ? "off" : "off contract"}
        </span>
      )}
    </span>
  );
}
