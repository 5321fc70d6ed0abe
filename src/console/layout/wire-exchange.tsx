import { requestPath } from "#contract/client.ts";
import { endpointName, type Endpoint } from "#contract/endpoint.ts";
import { snippetCredential } from "#contract/snippets.ts";
import { memo, useDeferredValue } from "react";
import { useApi } from "../api/api-provider.tsx";
import { useExchangesWhere } from "../api/ledger.ts";
import { JsonView } from "../ui/json-view.tsx";
import { Panel } from "../ui/panel.tsx";
import { ExchangeView, HeaderLines, RequestLine } from "./exchange-view.tsx";
import type { WireCall } from "./wire-tabs.tsx";

/** What will be sent beside the body, as far as it matters to the reader. */
function headersBefore(
  endpoint: Endpoint,
  idempotencyKey: string | undefined,
): Record<string, string> {
  const credential = snippetCredential(endpoint);
  return {
    ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
    ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
  };
}

const Evidence = memo(ExchangeView);

/** What has gone over the wire for a call: its newest exchange, or before that the request as it would go. */
export function WireExchange({ endpoint, input, idempotencyKey }: WireCall) {
  const { environment } = useApi();
  const name = endpointName(endpoint);
  const wanted = requestPath(endpoint, input);
  // A reading page is about one thing: the same call for another thing, or with other filters, is not its evidence. What
  // a form sent last stays its evidence whatever is typed since.
  const isEvidence = ({ path }: { path: string }): boolean =>
    endpoint.method === "GET" ? path === wanted : path.split("?")[0] === wanted.split("?")[0];
  const newest = useExchangesWhere(
    environment.id,
    (exchange) =>
      exchange.endpoint === name &&
      isEvidence(exchange) &&
      // A new intent has a new key: what was sent for the one before is not this one's evidence.
      (idempotencyKey === undefined || exchange.idempotency_key === idempotencyKey),
  );
  // A long answer is drawn when nothing else is to be done: who clicks meanwhile need not wait for it.
  const evidence = useDeferredValue(newest);
  // A poll that is under way does not take the answer before it off the screen.
  const last = evidence.findLast(({ status, failure }) => status !== null || failure !== null);
  const shown = last ?? evidence.at(-1);
  if (shown !== undefined) {
    const unchanged = evidence.findLast(
      ({ number, status }) => number < shown.number && status === 200,
    );
    return <Evidence exchange={shown} unchanged={unchanged} />;
  }
  return (
    <div className="flex flex-col gap-3">
      <Panel flush header={<RequestLine method={endpoint.method} path={wanted} />}>
        <HeaderLines headers={headersBefore(endpoint, idempotencyKey)} />
        {endpoint.body?.kind === "json" ? (
          <JsonView bare wrap label="Request body" value={input.body} />
        ) : null}
      </Panel>
      <p className="text-sm text-muted">Not sent yet. It goes out as you see it here.</p>
    </div>
  );
}
