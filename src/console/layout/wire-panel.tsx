import { requestPath } from "#contract/client.ts";
import type { Endpoint } from "#contract/endpoint.ts";
import { endpointName } from "#contract/index.ts";
import { snippet, SNIPPET_LANGUAGES } from "#contract/snippets.ts";
import type { ReactNode } from "react";
import { useApi } from "../api/api-provider.tsx";
import { useExchanges } from "../api/ledger.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Panel } from "../ui/panel.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { ExchangeView, RequestLine } from "./exchange-view.tsx";
import { type CallInput, shownInput } from "./shown-input.ts";

const LANGUAGE_NAMES = { curl: "cURL", typescript: "TypeScript", python: "Python" } as const;

interface WirePanelProps {
  endpoint: Endpoint;
  /** What the form says now; the snippets follow it, and so does the request before it is sent. */
  input: CallInput;
  idempotencyKey?: string;
  /** Under the exchange: what this call is good for, in a sentence. */
  note?: ReactNode;
}

/** The right half of a page: the request as it goes, the answer as it came, and the same call in three languages. */
export function WirePanel({ endpoint, input: typed, idempotencyKey, note }: WirePanelProps) {
  const input = shownInput(typed);
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
        tabs={[
          {
            id: "wire",
            label: "On the wire",
            content: () => <Wire endpoint={endpoint} input={input} />,
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

function Wire({ endpoint, input }: { endpoint: Endpoint; input: CallInput }) {
  const { environment } = useApi();
  const exchanges = useExchanges(environment.id);
  const name = endpointName(endpoint);
  // With a path parameter the page is about one thing: another thing's call is not its evidence.
  const [path = ""] = requestPath(endpoint, input).split("?");
  const last = exchanges.findLast(
    (exchange) => exchange.endpoint === name && exchange.path.split("?")[0] === path,
  );
  if (last !== undefined) return <ExchangeView exchange={last} />;
  return (
    <div className="flex flex-col gap-3">
      <Panel
        flush
        header={<RequestLine method={endpoint.method} path={requestPath(endpoint, input)} />}
      >
        {endpoint.body?.kind === "json" ? (
          <JsonView bare wrap label="Request body" value={input.body} />
        ) : null}
      </Panel>
      <p className="px-1 text-sm text-muted">Not sent yet. It goes out as you see it here.</p>
    </div>
  );
}
