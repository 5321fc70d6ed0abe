import { type ReactNode, useRef, useState } from "react";
import { useApi } from "../api/api-provider.tsx";
import { clearLedger } from "../api/ledger.ts";
import { plural } from "../format/plural.ts";
import { Button } from "../ui/button.tsx";
import { classNames } from "../ui/class-names.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import type { LedgerShown } from "./ledger-address.ts";
import { LedgerDetail } from "./ledger-detail.tsx";
import { isFiltering, NO_FILTER } from "./ledger-filter.ts";
import { LedgerFilters } from "./ledger-filters.tsx";
import { LedgerList } from "./ledger-list.tsx";
import { useShownRows } from "./ledger-use-rows.ts";
import { useElementWidth } from "../ui/use-element-width.ts";

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
/** Pinned calls alone leave room for the sentence that nothing else is like the filter. */
const PINS_HEIGHT = 216;
const ROW_HEIGHT = 36;
/** The share of the list when a detail stands beside it. */
const LIST_SHARE = 0.44;
const SPLIT = "grid grid-cols-[minmax(0,0.44fr)_minmax(0,0.56fr)] grid-rows-[minmax(0,1fr)] gap-5";

/** Every call that the console made here, repeats of one poll folded; one opens into the whole exchange. It fills its parent's height. */
export function LedgerView({ shown, onShow, actions }: Props) {
  const { environment } = useApi();
  const [isInside, setInside] = useState(false);
  const [box, width = 0] = useElementWidth<HTMLDivElement>();
  const list = useRef<HTMLDivElement>(null);
  const { ledger, filter, held, rows, pinned, waiting, open } = useShownRows(shown, isInside);
  const isBeside = width >= BESIDE;
  const isSplit = open !== undefined && isBeside;

  /** What was pressed is gone after this; the list is where one came from. */
  function backToList(change: Partial<LedgerShown>): void {
    onShow(change);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[role="grid"]')?.focus());
  }

  return (
    <div ref={box} className="flex h-full min-h-0 flex-col gap-3">
      <LedgerFilters
        isNarrow={width < NARROW}
        isHidden={open !== undefined && !isBeside}
        calls={ledger.calls}
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
      <div className={classNames("min-h-0 flex-1", isSplit && SPLIT)}>
        <div
          ref={list}
          onFocus={() => setInside(true)}
          onBlur={(event) => setInside(event.currentTarget.contains(event.relatedTarget))}
          className={classNames(
            "flex h-full min-h-0 flex-col",
            open !== undefined && !isBeside && "hidden",
          )}
        >
          {rows.length === 0 ? null : (
            <div
              className={pinned === rows.length ? "shrink-0" : "min-h-0 flex-1"}
              style={
                pinned === rows.length
                  ? { height: Math.min(PINS_HEIGHT, (pinned + 1) * ROW_HEIGHT) }
                  : undefined
              }
            >
              <LedgerList
                // Rows that were let in stand above the others: the list begins at its top again.
                key={held.releases}
                rows={rows}
                ledger={ledger}
                openCall={shown.call}
                width={isSplit ? width * LIST_SHARE : width}
                onOpen={(call) => onShow({ call })}
              />
            </div>
          )}
          {rows.length > pinned || (pinned > 0 && !isFiltering(filter)) ? null : (
            <NoRows
              isFiltered={isFiltering(filter)}
              onShowAll={() => {
                held.release();
                backToList(NO_FILTER);
              }}
            />
          )}
        </div>
        {open === undefined ? null : (
          <LedgerDetail
            exchange={open.exchange}
            row={open.row}
            tab={shown.tab}
            isAlone={!isBeside}
            onTab={(tab) => onShow({ tab })}
            onOpen={(call, tab = "exchange") => onShow({ call, tab })}
            onClose={() => backToList({ call: null })}
          />
        )}
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

function NoRows({ isFiltered, onShowAll }: { isFiltered: boolean; onShowAll: () => void }) {
  return isFiltered ? (
    <EmptyState
      className="mt-3"
      title="No call is like that"
      actions={<Button onClick={onShowAll}>Show all calls</Button>}
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
