import type { Exchange } from "#contract/client.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatDuration } from "../format/durations.ts";
import { JsonView } from "../ui/json-view.tsx";
import { Panel } from "../ui/panel.tsx";
import { ErrorExplained, OffContract } from "./exchange-explained.tsx";
import { StatusCode } from "./status-code.tsx";

/** The headers worth reading first; the rest follows them. */
const LEADING = ["authorization", "idempotency-key", "if-none-match", "content-type"];

/** Headers as they go over the wire; `names` picks the few to show. */
export function HeaderLines({
  headers,
  names,
}: {
  headers: Record<string, string>;
  names?: string[];
}) {
  const shown = names ?? [
    ...LEADING.filter((name) => name in headers),
    ...Object.keys(headers).filter((name) => !LEADING.includes(name)),
  ];
  const lines = shown.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [{ name, value }];
  });
  if (lines.length === 0) return null;
  return (
    <dl className="px-3 py-2 font-mono text-xs leading-5">
      {lines.map(({ name, value }) => (
        <div key={name} className="flex gap-2">
          <dt className="shrink-0 text-muted">{name}:</dt>
          <dd className="min-w-0 break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Method and path as they go over the wire. */
export function RequestLine({ method, path }: { method: string; path: string }) {
  return (
    <code className="min-w-0 font-mono text-sm break-all">
      <span className="mr-2 font-semibold">{method}</span>
      {path}
    </code>
  );
}

function Body({ label, body }: { label: string; body: string | null }) {
  if (body === null) return null;
  const isJson = body.startsWith("{") || body.startsWith("[");
  return isJson ? (
    <JsonView bare wrap label={label} value={body} isSource />
  ) : (
    <p className="px-3 py-2 font-mono text-xs break-all text-secondary">{body}</p>
  );
}

interface ExchangeViewProps {
  exchange: Exchange;
  /** Every header, rather than the few that matter. */
  full?: boolean;
  /** The last whole answer before a 304, which it says is still true. */
  unchanged?: Exchange | undefined;
}

const SHORT_REQUEST = ["authorization", "idempotency-key", "if-none-match"];

/** One call as it went over the wire: the request, the answer, and what an error means. Secrets were replaced before. */
export function ExchangeView({ exchange, full = false, unchanged }: ExchangeViewProps) {
  const { request_headers, response_headers } = exchange;
  return (
    <div className="flex flex-col gap-3">
      {/* Where every header is shown the answer is far below, and what is the matter with it goes first. */}
      {full ? <Verdict exchange={exchange} /> : null}
      <Panel flush header={<RequestLine method={exchange.method} path={exchange.path} />}>
        <HeaderLines headers={request_headers} {...(full ? {} : { names: SHORT_REQUEST })} />
        <Body label="Request body" body={exchange.request_body} />
      </Panel>
      <Panel
        flush
        header={
          <>
            <StatusCode exchange={exchange} />
            {exchange.status === null ? null : (
              <span className="text-muted">
                {formatDuration(Math.round(exchange.duration_ms))} ·{" "}
                {formatBytes(exchange.response_bytes)}
              </span>
            )}
            {exchange.request_id === null ? null : (
              <code className="font-mono text-xs break-all text-muted">{exchange.request_id}</code>
            )}
          </>
        }
      >
        {full ? <HeaderLines headers={response_headers} /> : null}
        {exchange.status === 304 ? (
          <>
            <p className="px-3 py-2 text-sm text-muted">
              Nothing has changed since the answer before
              {unchanged === undefined ? "." : `, call #${unchanged.number}:`}
            </p>
            {unchanged === undefined ? null : (
              <Body label="Answer body" body={unchanged.response_body} />
            )}
          </>
        ) : (
          <Body label="Answer body" body={exchange.response_body} />
        )}
      </Panel>
      {full ? null : <Verdict exchange={exchange} />}
    </div>
  );
}

function Verdict({ exchange }: { exchange: Exchange }) {
  return (
    <>
      <ErrorExplained exchange={exchange} />
      <OffContract exchange={exchange} />
    </>
  );
}
