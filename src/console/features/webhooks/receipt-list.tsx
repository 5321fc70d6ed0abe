import type { InboxReceipt } from "#contract/local.ts";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { plural } from "../../format/plural.ts";
import { LiveRegion } from "../../ui/live-region.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { FoldList, FoldRow } from "./fold-row.tsx";
import { ReceiptDetail } from "./receipt-detail.tsx";
import { viewReceipts, type ReceiptView } from "./receipts.ts";
import { useCheckedReceipt } from "./use-checked-receipt.ts";
import { verdictOf } from "./verdict.ts";

/** In the address, for "all rows are closed". */
const CLOSED = "none";

/** What an inbox has received, newest first; the newest at first sight is open, and later ones do not push it aside. */
export function ReceiptList({ receipts }: { receipts: readonly InboxReceipt[] }) {
  const views = useMemo(() => viewReceipts(receipts), [receipts]);
  const [search, setSearch] = useSearchParams();
  const [firstSeen] = useState(receipts[0]?.id);
  const openId = search.get("receipt") ?? firstSeen;

  function toggle(id: string): void {
    const next = new URLSearchParams(search);
    next.set("receipt", id === openId ? CLOSED : id);
    setSearch(next, { replace: true });
  }

  return (
    <>
      <LiveRegion message={`${plural(receipts.length, "receipt")} in the inbox`} />
      <FoldList label="Receipts, newest first">
        {views.map((view) => (
          <ReceiptRow
            key={view.receipt.id}
            view={view}
            isOpen={view.receipt.id === openId}
            onToggle={() => toggle(view.receipt.id)}
          />
        ))}
      </FoldList>
    </>
  );
}

interface ReceiptRowProps {
  view: ReceiptView;
  isOpen: boolean;
  onToggle: () => void;
}

function ReceiptRow({ view, isOpen, onToggle }: ReceiptRowProps) {
  const { receipt, number, event, duplicate_of, overtaken_by } = view;
  const checked = useCheckedReceipt(receipt, event);
  const verdict = verdictOf(checked?.verdicts);
  return (
    <FoldRow
      isOpen={isOpen}
      onToggle={onToggle}
      summary={
        <>
          <span className="text-sm text-muted tabular-nums">#{number}</span>
          <span className="font-medium">{event?.type ?? `${receipt.method}, not an event`}</span>
          {event === null ? null : (
            <StatusBadge tone={verdict.tone} title={verdict.why}>
              {verdict.word}
            </StatusBadge>
          )}
          {duplicate_of === null ? null : (
            <StatusBadge tone="attention" title="At least once: keep the ids you have handled">
              duplicate of #{duplicate_of}
            </StatusBadge>
          )}
          {overtaken_by === null ? null : (
            <StatusBadge tone="attention" title="Made before an event that had arrived already">
              out of order, after #{overtaken_by}
            </StatusBadge>
          )}
          <RelativeTime at={receipt.received_at} className="ml-auto text-sm text-muted" />
        </>
      }
    >
      {() => <ReceiptDetail view={view} known={checked?.known} />}
    </FoldRow>
  );
}
