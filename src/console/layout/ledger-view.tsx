import { type ReactNode, useMemo, useRef, useState } from "react";
import { useApi } from "../api/api-provider.tsx";
import { clearLedger, useLedger } from "../api/ledger.ts";
import { plural } from "../format/plural.ts";
import { Button } from "../ui/button.tsx";
import { classNames } from "../ui/class-names.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import type { LedgerShown } from "./ledger-address.ts";
import { LedgerDetail } from "./ledger-detail.tsx";
import { isFiltering, NO_FILTER } from "./ledger-filter.ts";
import { LedgerFilters } from "./ledger-filters.tsx";
import { LedgerList } from "./ledger-list.tsx";
import { ledgerRows, rowOfCall } from "./ledger-rows.ts";
import { useHeld } from "./ledger-use-held.ts";
import { useWidth } from "./ledger-use-width.ts";

interface Props {
  shown: LedgerShown;
  onShow: (change: Partial<LedgerShown>) => void;
  /** Beside the button that clears. */
  actions?: ReactNode;
}

/** From this width on the detail stands beside the list; below, in its place. */
const BESIDE = 860;
/** Below this width the choices are selects rather than rows of words. */
const NARROW = 560;
/** The share of the list when a detail stands beside it. */
const LIST_SHARE = 0.44;

/** Every call that the console made here, repeats of one poll folded; one opens into the whole exchange. It fills its parent's height. */
export function LedgerView({ shown, onShow, actions }: Props) {
  const { environment } = useApi();
  const ledger = useLedger(environment.id);
  const { calls, pins } = ledger;
  const [isInside, setInside] = useState(false);
  const [box, width = 0] = useWidth<HTMLDivElement>();
  const list = useRef<HTMLDivElement>(null);

  const { method, outcome, text } = shown;
  const filter = useMemo(() => ({ method, outcome, text }), [method, outcome, text]);
  const held = useHeld(calls.at(-1)?.number ?? 0, isInside || shown.call !== null);
  const { rows, pinned, waiting } = useMemo(
    () => ledgerRows({ calls, pins }, filter, held.heldAt),
    [calls, pins, filter, held.heldAt],
  );

  const open = calls.find(({ number }) => number === shown.call);
  const openRow = useMemo(() => {
    const all = ledgerRows({ calls, pins }, NO_FILTER, null).rows;
    return all[rowOfCall(all, shown.call)];
  }, [calls, pins, shown.call]);
  const isOpen = open !== undefined && openRow !== undefined;
  const isBeside = width >= BESIDE;

  function close(): void {
    onShow({ call: null });
    // Where the detail was is nothing any more; the list is where one came from.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[role="grid"]')?.focus());
  }

  return (
    <div ref={box} className="flex h-full min-h-0 flex-col gap-3">
      <LedgerFilters
        isNarrow={width < NARROW}
        isHidden={isOpen && !isBeside}
        calls={calls}
        filter={filter}
        onFilter={(change) => {
          held.release();
          onShow(change);
        }}
        actions={
          <>
            <Waiting count={waiting} onRelease={held.release} />
            {actions}
            <Button onClick={() => clearLedger(environment.id)}>Clear</Button>
          </>
        }
      />
      <div
        className={classNames("min-h-0 flex-1", isOpen && isBeside && "grid gap-5")}
        style={
          isOpen && isBeside
            ? {
                gridTemplateColumns: `minmax(0, ${LIST_SHARE}fr) minmax(0, ${1 - LIST_SHARE}fr)`,
                gridTemplateRows: "minmax(0, 1fr)",
              }
            : undefined
        }
      >
        <div
          ref={list}
          onFocus={() => setInside(true)}
          onBlur={(event) => setInside(event.currentTarget.contains(event.relatedTarget))}
          className={classNames("flex h-full min-h-0 flex-col", isOpen && !isBeside && "hidden")}
        >
          {rows.length === 0 ? null : (
            <div className={pinned === rows.length ? "h-50" : "min-h-0 flex-1"}>
              <LedgerList
                // Rows that were let in stand above the others: the list begins at its top again.
                key={held.releases}
                rows={rows}
                ledger={ledger}
                openCall={shown.call}
                width={isOpen && isBeside ? width * LIST_SHARE : width}
                onOpen={(call) => onShow({ call })}
              />
            </div>
          )}
          {rows.length > pinned || (pinned > 0 && !isFiltering(filter)) ? null : (
            <NoRows isFiltered={isFiltering(filter)} onShow={onShow} />
          )}
        </div>
        {isOpen ? (
          <LedgerDetail
            exchange={open}
            row={openRow}
            tab={shown.tab}
            isAlone={!isBeside}
            onTab={(tab) => onShow({ tab })}
            onOpen={(call, tab = "exchange") => onShow({ call, tab })}
            onClose={close}
          />
        ) : null}
      </div>
    </div>
  );
}

/** New calls are counted, not read out, and let in when asked for; above the list, so that it does not move for them. */
function Waiting({ count, onRelease }: { count: number; onRelease: () => void }) {
  if (count === 0) return null;
  return (
    <Button variant="quiet" onClick={onRelease}>
      Show {plural(count, "new call")}
    </Button>
  );
}

function NoRows({
  isFiltered,
  onShow,
}: {
  isFiltered: boolean;
  onShow: (change: Partial<LedgerShown>) => void;
}) {
  return isFiltered ? (
    <EmptyState
      className="mt-3"
      title="No call is like that"
      actions={<Button onClick={() => onShow(NO_FILTER)}>Show all calls</Button>}
    >
      None of the calls so far has this method, outcome and text. Pinned calls are shown all the
      same.
    </EmptyState>
  ) : (
    <EmptyState title="No calls yet">
      Every HTTP call that this tab makes in this environment is listed here, as soon as it goes
      out. Open any page, and come back.
    </EmptyState>
  );
}
