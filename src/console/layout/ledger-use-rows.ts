import { useMemo } from "react";
import { useApi } from "../api/api-provider.tsx";
import { useLedger } from "../api/ledger.ts";
import type { LedgerShown } from "./ledger-address.ts";
import { NO_FILTER } from "./ledger-filter.ts";
import { ledgerRows, rowOfCall } from "./ledger-rows.ts";
import { useHeld } from "./ledger-use-held.ts";

/** What a view lists, and the call that is open with the row it is part of. While one reads, new rows wait. */
export function useShownRows({ method, outcome, text, call }: LedgerShown, isReading: boolean) {
  const { environment } = useApi();
  const ledger = useLedger(environment.id);
  const { calls, pins } = ledger;
  const filter = useMemo(() => ({ method, outcome, text }), [method, outcome, text]);
  const held = useHeld(calls.at(-1)?.number ?? 0, isReading || call !== null);
  const listed = useMemo(
    () => ledgerRows({ calls, pins }, filter, held.heldAt),
    [calls, pins, filter, held.heldAt],
  );
  // A call that is open stays open whatever the filter leaves.
  const open = useMemo(() => {
    const all = ledgerRows({ calls, pins }, NO_FILTER, null).rows;
    const row = call === null ? undefined : all[rowOfCall(all, call)];
    const exchange = row?.calls.find(({ number }) => number === call);
    return row === undefined || exchange === undefined ? undefined : { exchange, row };
  }, [calls, pins, call]);
  return { ledger, filter, held, ...listed, open };
}
