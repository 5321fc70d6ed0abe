import type { Exchange } from "#contract/client.ts";
import { snippet, SNIPPET_LANGUAGES } from "#contract/snippets.ts";
import { useApi } from "../api/api-provider.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Callout } from "../ui/callout.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { recordedCall } from "./exchange-call.ts";

const LANGUAGE_NAMES = { curl: "cURL", typescript: "TypeScript", python: "Python" } as const;

/** A call that was made, as code that makes it again; the key is a variable. */
export function ExchangeCode({ exchange }: { exchange: Exchange }) {
  const { environment } = useApi();
  const call = recordedCall(exchange);
  if (call === undefined) return null;
  if (call.bodyState === "cut") {
    return (
      <Callout title="The body is larger than the ledger keeps">
        Only its beginning is here, so there is no code that would send the same call again.
      </Callout>
    );
  }
  const { endpoint, params, query, body, hidden, credential } = call;
  const input = {
    params,
    query,
    body,
    baseUrl: environment.origin,
    ...(credential === null ? {} : { credential }),
    ...(exchange.idempotency_key === null ? {} : { idempotencyKey: exchange.idempotency_key }),
    ...(query["filename"] === undefined ? {} : { fileName: query["filename"] }),
  };
  return (
    <div className="flex flex-col gap-3">
      {hidden.length === 0 ? null : (
        <Callout title="Fill in before it runs">
          The ledger keeps no secrets: put your own in the place of{" "}
          <code className="font-mono text-xs">{hidden.join(", ")}</code>.
        </Callout>
      )}
      <Tabs
        label="As code"
        tabs={SNIPPET_LANGUAGES.map((language) => ({
          id: language,
          label: LANGUAGE_NAMES[language],
          content: () => (
            <CodeBlock
              label={`${LANGUAGE_NAMES[language]} request`}
              code={snippet(language, endpoint, input)}
            />
          ),
        }))}
      />
      {credential === null ? null : (
        <p className="text-sm text-muted">
          <code className="font-mono text-xs">{credential}</code> is read from the environment of
          the shell; the call itself was sent with it.
        </p>
      )}
    </div>
  );
}
