import type { Endpoint } from "#contract/endpoint.ts";
import { snippet, SNIPPET_LANGUAGES } from "#contract/snippets.ts";
import { type ComponentType, useState, type ReactNode } from "react";
import { useApi } from "../api/api-provider.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { type CallInput, shownInput } from "./shown-input.ts";

const LANGUAGE_NAMES = { curl: "cURL", typescript: "TypeScript", python: "Python" } as const;

/** A call in the forms that the tabs show. */
export interface WireCall {
  endpoint: Endpoint;
  /** What the form says now; the snippets follow it, and so does the request before it is sent. */
  input: CallInput;
  idempotencyKey?: string;
}

interface WireTabsProps extends WireCall {
  /** Under the exchange: what this call is good for, in a sentence. */
  note?: ReactNode;
  /** Shown first: the exchange, unless a page has nothing to send by itself. */
  startWith?: "wire" | "curl";
  /** The request as it goes and the answer as it came. */
  Exchange: ComponentType<WireCall>;
}

/** The call as it goes over the wire, and the same in three languages. */
export function WireTabs({ note, startWith = "wire", Exchange, ...typed }: WireTabsProps) {
  const call: WireCall = { ...typed, input: shownInput(typed.input) };
  const [selected, setSelected] = useState<string>(startWith);
  const { environment } = useApi();
  const code = (language: (typeof SNIPPET_LANGUAGES)[number]) => () => (
    <CodeBlock
      label={`${LANGUAGE_NAMES[language]} request`}
      code={snippet(language, call.endpoint, {
        ...call.input,
        baseUrl: environment.origin,
        ...(call.idempotencyKey === undefined ? {} : { idempotencyKey: call.idempotencyKey }),
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
          { id: "wire", label: "On the wire", content: () => <Exchange {...call} /> },
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
