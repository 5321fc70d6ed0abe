import { useState } from "react";
import { useApi } from "../api/api-provider.tsx";
import { clearLedger, foldRepeats, useExchanges, type LedgerRow } from "../api/ledger.ts";
import { formatDuration } from "../format/durations.ts";
import { formatTimeOfDay } from "../format/times.ts";
import { Button } from "../ui/button.tsx";
import { classNames } from "../ui/class-names.ts";
import { TextField } from "../ui/text-field.tsx";
import { ExchangeCode } from "./exchange-code.tsx";
import { ExchangeView, StatusCode } from "./exchange-view.tsx";

/** Rows drawn at once; the filter finds the rest. */
const SHOWN_ROWS = 200;

function matches({ exchange }: LedgerRow, filter: string): boolean {
  const text = `${exchange.method} ${exchange.path} ${exchange.status ?? ""} ${exchange.request_id ?? ""}`;
  return text.toLowerCase().includes(filter.trim().toLowerCase());
}

/** Every call that the console made here, repeats of one poll folded; a row opens into the whole exchange. */
export function LedgerView() {
  const { environment } = useApi();
  const exchanges = useExchanges(environment.id);
  const [filter, setFilter] = useState("");
  const [openNumber, setOpenNumber] = useState<number>();
  const rows = foldRepeats(exchanges).filter((row) => matches(row, filter));

  if (exchanges.length === 0) {
    return (
      <p className="py-6 text-center text-sm text-muted">
        No calls yet. Every call of this tab is listed here.
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-end gap-2">
        <TextField
          label="Filter calls"
          value={filter}
          placeholder="Method, path, status or request id"
          className="max-w-80 flex-1"
          onChange={(event) => setFilter(event.target.value)}
        />
        <Button className="ml-auto" onClick={() => clearLedger(environment.id)}>
          Clear
        </Button>
      </div>
      <ol
        aria-label="Calls, newest first"
        className="overflow-hidden rounded-lg border border-line bg-raised"
      >
        {rows.slice(0, SHOWN_ROWS).map((row) => (
          <li key={row.first_number} className="border-b border-line last:border-b-0">
            <Row
              row={row}
              isOpen={openNumber === row.first_number}
              onToggle={() =>
                setOpenNumber(openNumber === row.first_number ? undefined : row.first_number)
              }
            />
          </li>
        ))}
      </ol>
      {rows.length > SHOWN_ROWS ? (
        <p className="text-sm text-muted">
          {rows.length - SHOWN_ROWS} older calls are not drawn; the filter finds them.
        </p>
      ) : null}
    </div>
  );
}

function Row({ row, isOpen, onToggle }: { row: LedgerRow; isOpen: boolean; onToggle: () => void }) {
  const { exchange, times } = row;
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        className={classNames(
          "flex min-h-9 w-full items-center gap-3 px-3 py-1 text-left text-sm hover:bg-wash",
          isOpen && "bg-wash",
        )}
      >
        <span className="w-18 shrink-0 text-muted max-sm:hidden">
          {formatTimeOfDay(exchange.started_at)}
        </span>
        <span className="w-14 shrink-0 font-mono text-xs font-semibold">{exchange.method}</span>
        <code className="min-w-0 flex-1 truncate font-mono text-xs">{exchange.path}</code>
        {times > 1 ? <span className="whitespace-nowrap text-muted">×{times}</span> : null}
        {exchange.off_contract.length > 0 ? (
          <span className="font-medium whitespace-nowrap text-attention-text">off contract</span>
        ) : null}
        <StatusCode exchange={exchange} />
        <span className="w-16 shrink-0 text-right text-muted max-sm:hidden">
          {formatDuration(Math.round(exchange.duration_ms))}
        </span>
      </button>
      {isOpen ? (
        <div className="grid gap-4 border-t border-line bg-sunken p-3 lg:grid-cols-2">
          <ExchangeView exchange={exchange} full />
          <ExchangeCode exchange={exchange} />
        </div>
      ) : null}
    </>
  );
}
