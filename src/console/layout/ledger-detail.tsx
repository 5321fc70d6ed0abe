import type { Exchange } from "#contract/client.ts";
import { ArrowLeft, Pin, X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Link } from "react-router";
import { useApi } from "../api/api-provider.tsx";
import { type LedgerRow, togglePin, useLedger } from "../api/ledger.ts";
import { formatLocalTime, formatUtcTime } from "../format/times.ts";
import { paths } from "../paths.ts";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { KeyValueList } from "../ui/key-value-list.tsx";
import { type Tab, Tabs } from "../ui/tabs.tsx";
import { type RecordedCall, recordedCall } from "./exchange-call.ts";
import { ExchangeCode } from "./exchange-code.tsx";
import { ExchangeView, StatusCode } from "./exchange-view.tsx";
import { DETAIL_TABS, type DetailTab } from "./ledger-address.ts";
import { LedgerPolls } from "./ledger-polls.tsx";
import { LedgerReplay } from "./ledger-replay.tsx";

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
export function LedgerDetail({ exchange, row, tab, isAlone, onTab, onOpen, onClose }: Props) {
  const { environment } = useApi();
  const { pins } = useLedger(environment.id);
  const isPinned = pins.has(exchange.number);
  const call = recordedCall(exchange);
  const back = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The list with the focus has given its place to the detail.
    if (isAlone) back.current?.querySelector("button")?.focus();
  }, [isAlone]);

  const tabs: Tab[] = [
    {
      id: "exchange",
      label: "Exchange",
      content: () => <Exchanged exchange={exchange} row={row} onOpen={onOpen} />,
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
        tabs={tabs}
        selected={tab}
        onSelect={(id) => onTab(DETAIL_TABS.find((known) => known === id) ?? "exchange")}
        className="flex min-h-0 flex-1 flex-col"
        panelClassName="-mx-1 min-h-0 flex-1 overflow-y-auto px-1 pb-4"
      />
    </section>
  );
}

/** A form of its own for each call: what is typed for one is not carried to another. */
function Replay(props: {
  exchange: Exchange;
  call: RecordedCall;
  onOpen: (number: number) => void;
}) {
  return <LedgerReplay key={props.exchange.number} {...props} />;
}

const CREDENTIALS = {
  $BATCHROUTER_API_KEY: "API key",
  $BATCHROUTER_SESSION: "session token",
} as const;

/** In both zones, unless they are one. */
function sentAt(moment: Date): string {
  const local = formatLocalTime(moment);
  return local.endsWith("UTC") ? local : `${local} · ${formatUtcTime(moment)}`;
}

function EndpointLink({ name }: { name: string }) {
  const section = (name.split(".")[0] ?? "").replace(
    /[A-Z]/g,
    (letter) => `-${letter.toLowerCase()}`,
  );
  return (
    <Link to={paths.docs(section, name)} className="link font-mono text-xs">
      {name}
    </Link>
  );
}

function Exchanged({
  exchange,
  row,
  onOpen,
}: {
  exchange: Exchange;
  row: LedgerRow;
  onOpen: (number: number) => void;
}) {
  const { environment } = useApi();
  const { replays } = useLedger(environment.id);
  const original = replays.get(exchange.number);
  const credential = recordedCall(exchange)?.credential ?? null;
  const unchanged = row.calls.findLast(
    ({ number, status }) => number < exchange.number && status === 200,
  );
  const replayed = exchange.response_headers["idempotent-replayed"] === "true";
  const facts: { key: string; value: ReactNode }[] = [
    {
      key: "Sent",
      value: sentAt(exchange.started_at),
    },
    { key: "Endpoint", value: <EndpointLink name={exchange.endpoint} /> },
    { key: "Sent with", value: credential === null ? "no credential" : CREDENTIALS[credential] },
    ...(original === undefined
      ? []
      : [
          {
            key: "Replay of",
            value: (
              <button type="button" className="link" onClick={() => onOpen(original)}>
                call #{original}
              </button>
            ),
          },
        ]),
    ...(replayed
      ? [{ key: "Idempotent-Replayed", value: "the first answer again, nothing new was done" }]
      : []),
  ];
  return (
    <div className="flex flex-col gap-4">
      <KeyValueList items={facts} />
      <ExchangeView exchange={exchange} full unchanged={unchanged} />
    </div>
  );
}
