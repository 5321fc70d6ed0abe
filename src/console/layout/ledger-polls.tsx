import type { Exchange } from "#contract/client.ts";
import type { LedgerRow } from "../api/ledger.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatDuration } from "../format/durations.ts";
import { plural } from "../format/plural.ts";
import { ExactTime } from "../ui/exact-time.tsx";
import { type VirtualColumn, VirtualRows } from "../ui/virtual-rows.tsx";
import { StatusCode } from "./status-code.tsx";

interface Props {
  row: LedgerRow;
  /** The number of the poll on show. */
  shown: number;
  onOpen: (number: number) => void;
}

/** The polls that one row stands for, each with its time and status, oldest first so that new ones move nothing. */
export function LedgerPolls({ row: { calls }, shown, onOpen }: Props) {
  const callAt = (index: number) => calls[index];
  const columns: VirtualColumn<Exchange | undefined>[] = [
    { id: "number", header: "Call", width: "64px", cell: (call) => `#${call?.number}` },
    {
      id: "time",
      header: "Time",
      width: "minmax(76px, 1fr)",
      cell: (call) => <ExactTime timeOnly at={call?.started_at ?? ""} />,
    },
    {
      id: "gap",
      header: "After",
      width: "minmax(64px, 1fr)",
      numeric: true,
      cell: (call, index) => {
        const before = callAt(index - 1);
        if (before === undefined || call === undefined) return "–";
        return formatDuration(call.started_at.getTime() - before.started_at.getTime());
      },
    },
    {
      id: "status",
      header: "Status",
      width: "92px",
      cell: (call) => (call === undefined ? null : <StatusCode exchange={call} />),
    },
    {
      id: "duration",
      header: "Took",
      width: "68px",
      numeric: true,
      cell: (call) => formatDuration(Math.round(call?.duration_ms ?? 0)),
    },
    {
      id: "size",
      header: "Size",
      width: "68px",
      numeric: true,
      cell: (call) => formatBytes(call?.response_bytes ?? 0),
    },
  ];
  const unchanged = calls.filter(({ status }) => status === 304).length;
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm text-muted">
        {plural(calls.length, "poll")} of the same address; {unchanged} said that nothing had
        changed. Open one to see it as it went.
      </p>
      <VirtualRows
        label="Polls, oldest first"
        count={calls.length}
        columns={columns}
        itemAt={callAt}
        rowKey={(index) => String(callAt(index)?.number)}
        openIndex={calls.findIndex(({ number }) => number === shown)}
        onOpen={(index) => {
          const call = callAt(index);
          if (call !== undefined) onOpen(call.number);
        }}
        minWidthPx={440}
        className="h-80"
      />
    </div>
  );
}
