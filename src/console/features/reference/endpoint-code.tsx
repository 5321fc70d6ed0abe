import { endpointName, type Endpoint } from "#contract/endpoint.ts";
import { snippet, SNIPPET_LANGUAGES, type SnippetLanguage } from "#contract/snippets.ts";
import { Copy } from "lucide-react";
import { useApi } from "../../api/api-provider.tsx";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { copyText } from "../../ui/copy-text.ts";
import { JsonView } from "../../ui/json-view.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { toast } from "../../ui/toast.tsx";
import { exampleAnswer, exampleCall } from "./example-call.ts";
import { setSnippetLanguage, useSnippetLanguage } from "./snippet-language.ts";

const LANGUAGE_NAMES: Record<SnippetLanguage, string> = {
  curl: "cURL",
  typescript: "TypeScript",
  python: "Python",
};

function useSnippet(endpoint: Endpoint): (language: SnippetLanguage) => string {
  const { environment } = useApi();
  return (language) =>
    snippet(language, endpoint, { ...exampleCall(endpoint), baseUrl: environment.origin });
}

/** The call against the selected environment in three languages, and an answer to it. */
export function EndpointCode({ endpoint }: { endpoint: Endpoint }) {
  const selected = useSnippetLanguage();
  const code = useSnippet(endpoint);
  const name = endpointName(endpoint);
  const answer = exampleAnswer(endpoint);
  return (
    <div className="flex min-w-0 flex-col gap-4 xl:sticky xl:top-18 xl:self-start">
      <Tabs
        label={`${endpoint.summary} as code`}
        selected={selected}
        onSelect={setSnippetLanguage}
        panelClassName="pt-2"
        tabs={SNIPPET_LANGUAGES.map((language) => ({
          id: language,
          label: LANGUAGE_NAMES[language],
          content: () => (
            <CodeBlock
              label={`${LANGUAGE_NAMES[language]}: ${endpoint.summary}`}
              code={code(language)}
              className="max-h-80"
            />
          ),
        }))}
      />
      {answer === undefined ? null : (
        <div>
          <p className="mb-1.5 text-xs text-muted">Example of a {endpoint.answer.status}</p>
          <JsonView
            label={`Example answer of ${name}`}
            value={answer}
            className="max-h-80"
            fileName={`${name}.json`}
          />
        </div>
      )}
    </div>
  );
}

/** The way to try what no page of the console does. */
export function CopyAsCurl({ endpoint }: { endpoint: Endpoint }) {
  const code = useSnippet(endpoint);

  async function copy(): Promise<void> {
    if (await copyText(code("curl"))) toast.note("Copied", { detail: "Run it in a shell." });
    else toast.failed("The browser refused to copy", { detail: "Select the text and copy it." });
  }

  return (
    <Button
      size="small"
      aria-label={`Copy as cURL: ${endpoint.summary}`}
      icon={<Copy size={14} />}
      onClick={() => void copy()}
    >
      Copy as cURL
    </Button>
  );
}
