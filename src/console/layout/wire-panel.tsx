import { requestPath } from "#contract/client.ts";
import type { Endpoint } from "#contract/endpoint.ts";
import { endpointName } from "#contract/index.ts";
import { snippet, SNIPPET_LANGUAGES, snippetCredential } from "#contract/snippets.ts";
import { useState, type ReactNode } from "react";
import { useApi } from "../api/api-provider.tsx";
import { useExchanges } from "../api/ledger.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Panel } from "../ui/panel.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { ExchangeView, HeaderLines, RequestLine } from "./exchange-view.tsx";
import { type CallInput, shownInput } from "./shown-input.ts";

const LANGUAGE_NAMES = { curl: "cURL", typescript: "TypeScript", python: "Python" } as const;

interface WirePanelProps {
  endpoint: Endpoint;
  /** What the form says now; the snippets follow it, and so does the request before it is sent. */
  input: CallInput;
  idempotencyKey?: string;
  /** Under the exchange: what this call is good for, in a sentence. */
  note?: ReactNode;
  /** Shown first: the exchange, unless a page has nothing to send by itself. */
  startWith?: "wire" | "curl";
}

/** The right half of a page: the request as it goes, the answer as it came, and the same call in three languages. */
export function WirePanel({
  endpoint,
  input: typed,
  idempotencyKey,
  note,
  startWith = "wire",
}: WirePanelProps) {
  const input = shownInput(typed);
  const [selected, setSelected] = useState<string>(startWith);
  const { environment } = useApi();
  const code = (language: (typeof SNIPPET_LANGUAGES)[number]) => () => (
    <CodeBlock
      label={`${LANGUAGE_NAMES[language]} request`}
      code={snippet(language, endpoint, {
        ...input,
        baseUrl: environment.origin,
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      })}
    />
  );
  return (
    <>
      <Tabs
        label="On the wire"
        selected={selected}
        onSelect={setSelected}
        tabs={[
          {
            id: "wire",
            label: "On the wire",
            content: () => (
              <Wire endpoint={endpoint} input={input} idempotencyKey={idempotencyKey} />
            ),
          },
          ...SNIPPET_LANGUAGES.map((language) => ({
            id: language,
            label: LANGUAGE_NAMES[language],
            content: code(language),
          })),
        ]}
      />
      {note === undefined ? null : <p className="mt-3 text-sm text-muted">{note}</p>}
    </>
  );
}

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

interface WireProps {
  endpoint: Endpoint;
  input: CallInput;
  idempotencyKey: string | undefined;
}

function Wire({ endpoint, input, idempotencyKey }: WireProps) {
  const { environment } = useApi();
  const exchanges = useExchanges(environment.id);
  const name = endpointName(endpoint);
  const wanted = requestPath(endpoint, input);
  // A reading page is about one thing: the same call for another thing, or with other filters, is not its evidence. What
  // a form sent last stays its evidence whatever is typed since.
  const isEvidence = ({ path }: { path: string }): boolean =>
    endpoint.method === "GET" ? path === wanted : path.split("?")[0] === wanted.split("?")[0];
  const evidence = exchanges.filter(
    (exchange) =>
      exchange.endpoint === name &&
      isEvidence(exchange) &&
      // A new intent has a new key: what was sent for the one before is not this one's evidence.
      (idempotencyKey === undefined || exchange.idempotency_key === idempotencyKey),
  );
  // A poll that is under way does not take the answer before it off the screen.
  const last = evidence.findLast(({ status, failure }) => status !== null || failure !== null);
  const shown = last ?? evidence.at(-1);
  if (shown !== undefined) {
    const unchanged = evidence.findLast(
      ({ number, status }) => number < shown.number && status === 200,
    );
    return <ExchangeView exchange={shown} unchanged={unchanged} />;
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
