import type { Exchange } from "#contract/client.ts";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useApi } from "../api/api-provider.tsx";
import { type LedgerRow, useLedger } from "../api/ledger.ts";
import { paths } from "../paths.ts";
import { ExactTime } from "../ui/exact-time.tsx";
import { KeyValueList } from "../ui/key-value-list.tsx";
import { recordedCall } from "./exchange-call.ts";
import { ExchangeView } from "./exchange-view.tsx";

const CREDENTIALS = {
  $BATCHROUTER_API_KEY: "API key",
  $BATCHROUTER_SESSION: "session token",
} as const;

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

interface Props {
  exchange: Exchange;
  /** The row that the call is part of. */
  row: LedgerRow;
  onOpen: (number: number) => void;
}

/** A call as it went over the wire, with when and by what right it was sent. */
export function LedgerExchanged({ exchange, row, onOpen }: Props) {
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
      value: <ExactTime at={exchange.started_at} />,
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
