import type { Exchange } from "#contract/client.ts";
import { ArrowLeft, Pin, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useApi } from "../api/api-provider.tsx";
import { type LedgerRow, togglePin, useLedger } from "../api/ledger.ts";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { type Tab, Tabs } from "../ui/tabs.tsx";
import { type RecordedCall, recordedCall } from "./exchange-call.ts";
import { ExchangeCode } from "./exchange-code.tsx";
import { DETAIL_TABS, type DetailTab } from "./ledger-address.ts";
import { LedgerExchanged } from "./ledger-exchanged.tsx";
import { LedgerPolls } from "./ledger-polls.tsx";
import { LedgerReplay } from "./ledger-replay.tsx";
import { StatusCode } from "./status-code.tsx";

interface Props {
  exchange: Exchange;
  /** The row that the call is part of. */
  row: LedgerRow;
  tab: DetailTab;
  /** In the place of the list rather than beside it. */
  isAlone: boolean;
  onTab: (tab: DetailTab) => void;
  onOpen: (number: number, tab?: DetailTab) => void;
  onClose: () => void;
}

/** One call in full: the exchange, the code that makes it again, a replay, and the polls that its row stands for. */
export function LedgerDetail(props: Props) {
  const { exchange, tab, isAlone, onTab, onClose } = props;
  const { environment } = useApi();
  const { pins } = useLedger(environment.id);
  const isPinned = pins.has(exchange.number);
  const call = recordedCall(exchange);
  const back = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The list with the focus has given its place to the detail.
    if (isAlone) back.current?.querySelector("button")?.focus();
  }, [isAlone]);

  return (
    <section
      aria-label={`Call #${exchange.number}`}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
      className="flex h-full min-h-0 min-w-0 flex-col"
    >
      <div ref={back} className="flex min-h-9 items-center gap-2">
        {isAlone ? (
          <Button size="small" icon={<ArrowLeft size={14} />} onClick={onClose}>
            Calls
          </Button>
        ) : null}
        <StatusCode exchange={exchange} />
        <h2 className="min-w-0 flex-1 truncate text-base font-semibold">
          <span className="text-muted">#{exchange.number}</span>{" "}
          {call?.endpoint.summary ?? exchange.endpoint}
        </h2>
        <IconButton
          label="Pin this call"
          title={isPinned ? "Unpin this call" : "Pin this call: it stays on top"}
          icon={<Pin size={16} fill={isPinned ? "currentColor" : "none"} />}
          aria-pressed={isPinned}
          className={isPinned ? "text-ink" : undefined}
          onClick={() => togglePin(environment.id, exchange.number)}
        />
        {isAlone ? null : (
          <IconButton label="Close the call" icon={<X size={16} />} onClick={onClose} />
        )}
      </div>
      <Tabs
        label="Call"
        tabs={tabsOf(props, call)}
        selected={tab}
        onSelect={(id) => onTab(DETAIL_TABS.find((known) => known === id) ?? "exchange")}
        className="flex min-h-0 flex-1 flex-col"
        panelClassName="-mx-1 min-h-0 flex-1 overflow-y-auto px-1 pb-4"
      />
    </section>
  );
}

/** What there is to see of a call: no code and no replay of an endpoint that this build does not know. */
function tabsOf({ exchange, row, onOpen }: Props, call: RecordedCall | undefined): Tab[] {
  return [
    {
      id: "exchange",
      label: "Exchange",
      content: () => <LedgerExchanged exchange={exchange} row={row} onOpen={onOpen} />,
    },
    ...(call === undefined
      ? []
      : [
          { id: "code", label: "Code", content: () => <ExchangeCode exchange={exchange} /> },
          {
            id: "replay",
            label: "Replay",
            content: () => <Replay exchange={exchange} call={call} onOpen={onOpen} />,
          },
        ]),
    ...(row.calls.length > 1
      ? [
          {
            id: "polls",
            label: `Polls ×${row.calls.length}`,
            content: () => (
              <LedgerPolls
                row={row}
                shown={exchange.number}
                onOpen={(number) => onOpen(number, "exchange")}
              />
            ),
          },
        ]
      : []),
  ];
}

/** A form of its own for each call: what is typed for one is not carried to another. */
function Replay(props: {
  exchange: Exchange;
  call: RecordedCall;
  onOpen: (number: number) => void;
}) {
  return <LedgerReplay key={props.exchange.number} {...props} />;
}
