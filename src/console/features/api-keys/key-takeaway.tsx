import type { CreatedApiKey } from "#contract/api-keys.ts";
import { contract } from "#contract/index.ts";
import { snippet, SNIPPET_LANGUAGES } from "#contract/snippets.ts";
import { useState } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { envLines, exportLines, variablesOf } from "./key-lines.ts";

const LANGUAGE_NAMES = { curl: "cURL", typescript: "TypeScript", python: "Python" } as const;

/** New keys as one takes them away: `.env` lines, export lines, and a first call that reads the variable. */
export function KeyTakeaway({ keys }: { keys: readonly CreatedApiKey[] }) {
  const several = keys.length > 1 ? "s" : "";
  return (
    <>
      <dl className="mt-4 flex flex-col gap-2 text-sm">
        <Lines name={`.env line${several}`} before="" keys={keys} text={envLines(keys)} />
        <Lines
          name={`export line${several}`}
          before="export "
          keys={keys}
          text={exportLines(keys)}
        />
      </dl>
      <Disclosure className="mt-3 -ml-1" title="A first call with it, ready to run">
        <FirstCall />
      </Disclosure>
    </>
  );
}

interface LinesProps {
  name: string;
  before: string;
  keys: readonly CreatedApiKey[];
  text: string;
}

/** Shown with the secret hidden, copied with it. */
function Lines({ name, before, keys, text }: LinesProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <dt className="w-24 shrink-0 text-muted">{name}</dt>
      <dd className="flex min-w-0 grow items-center gap-2">
        <code className="min-w-0 grow text-xs break-all">
          {variablesOf(keys).map((variable) => (
            <span key={variable} className="block">
              {before}
              {variable}=ob_live_…
            </span>
          ))}
        </code>
        <CopyButton withLabel what={name} text={text} />
      </dd>
    </div>
  );
}

function FirstCall() {
  const { environment } = useApi();
  const [language, setLanguage] = useState<(typeof SNIPPET_LANGUAGES)[number]>("curl");
  return (
    <div className="flex flex-col gap-2 pt-2">
      <SegmentedControl
        size="small"
        label="Language of the first call"
        value={language}
        onChange={setLanguage}
        segments={SNIPPET_LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
      />
      <CodeBlock
        label={`${LANGUAGE_NAMES[language]} first call`}
        code={snippet(language, contract.quotes.createForModel, {
          body: { models: ["gpt-4o-mini"], routing_mode: "cheapest", estimated_items: 1_000 },
          baseUrl: environment.origin,
        })}
      />
    </div>
  );
}
