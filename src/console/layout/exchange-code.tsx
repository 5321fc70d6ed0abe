import type { Exchange } from "#contract/client.ts";
import { endpoints } from "#contract/index.ts";
import { snippet, SNIPPET_LANGUAGES } from "#contract/snippets.ts";
import { useApi } from "../api/api-provider.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Tabs } from "../ui/tabs.tsx";

const LANGUAGE_NAMES = { curl: "cURL", typescript: "TypeScript", python: "Python" } as const;

/** The part of a path that fills `{name}`, by name. */
function pathParameters(pattern: string, path: string): Record<string, string> {
  const values = path.split("/");
  const parameters: Record<string, string> = {};
  for (const [at, part] of pattern.split("/").entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const value = values[at];
    if (name !== undefined && value !== undefined) parameters[name] = decodeURIComponent(value);
  }
  return parameters;
}

function parsedBody(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A call that was made, as code that makes it again; the key is a variable. */
export function ExchangeCode({ exchange }: { exchange: Exchange }) {
  const { environment } = useApi();
  const endpoint = endpoints.find(({ name }) => name === exchange.endpoint)?.endpoint;
  if (endpoint === undefined) return null;
  const [path = "", search = ""] = exchange.path.split("?");
  const call = {
    params: pathParameters(endpoint.path, path),
    query: Object.fromEntries(new URLSearchParams(search)),
    body: parsedBody(exchange.request_body),
    baseUrl: environment.origin,
    ...(exchange.idempotency_key === null ? {} : { idempotencyKey: exchange.idempotency_key }),
  };
  return (
    <Tabs
      label="As code"
      tabs={SNIPPET_LANGUAGES.map((language) => ({
        id: language,
        label: LANGUAGE_NAMES[language],
        content: () => (
          <CodeBlock
            label={`${LANGUAGE_NAMES[language]} request`}
            code={snippet(language, endpoint, call)}
          />
        ),
      }))}
    />
  );
}
