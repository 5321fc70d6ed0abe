import { MANIFEST_FORMATS, type ManifestFormat } from "#contract/manifest/line-format.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { useMemo } from "react";
import { Link } from "react-router";
import { formatBytes } from "../../format/bytes.ts";
import { Section } from "../../layout/page.tsx";
import { paths } from "../../paths.ts";
import { JsonView } from "../../ui/json-view.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { issueExamples } from "./issue-examples.ts";
import { LINE_EXAMPLES } from "./line-examples.ts";
import { PlainWords } from "./plain-words.tsx";

const FORMAT_WORDS: Record<ManifestFormat, { title: string; says: string }> = {
  native: {
    title: "Native",
    says: "`customer_item_id`, `operation`, `model` and `input`; if you like `model_options`, `metadata`, `max_output_tokens` and `temperature`. Inline `items` of a quote or a batch have this form too.",
  },
  openai_batch: {
    title: "OpenAI Batch",
    says: "The file that OpenAI's Batch API takes, unchanged: `custom_id`, `method`, `url` and `body`.",
  },
};

const LIMITS: readonly (readonly [string, string])[] = [
  ["Lines in a file", MANIFEST_LIMITS.maxLines.toLocaleString("en-US")],
  ["Size of a file", formatBytes(MANIFEST_LIMITS.maxFileBytes)],
  ["Size of a line", formatBytes(MANIFEST_LIMITS.maxLineBytes)],
  ["Levels of nesting in a line", String(MANIFEST_LIMITS.maxDepth)],
  ["Characters of an id", String(MANIFEST_LIMITS.maxIdLength)],
  ["Entries of model_options", String(MANIFEST_LIMITS.maxModelOptions)],
  ["Texts in one embeddings item", MANIFEST_LIMITS.maxEmbeddingInputs.toLocaleString("en-US")],
  ["Combinations of operation and models", String(MANIFEST_LIMITS.maxGroups)],
];

/** The two forms of input line, their limits, and every fault that the check names. */
export function InputSection() {
  return (
    <>
      <p className="max-w-prose text-secondary">
        A file is JSON Lines: one item a line, one format a file, each id once. A byte order mark,
        CRLF and a missing last newline are accepted; a blank line is not. The console checks a file
        before the upload by the same code as the gateway.{" "}
        <Link to={`${paths.submit()}?source=text`} className="link whitespace-nowrap">
          Check a line here
        </Link>
      </p>
      {MANIFEST_FORMATS.map((format) => (
        <Section key={format} title={FORMAT_WORDS[format].title}>
          <p className="mb-3 max-w-prose text-sm text-secondary">
            <PlainWords text={FORMAT_WORDS[format].says} />
          </p>
          <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
            {LINE_EXAMPLES.filter((example) => example.format === format).map(({ title, line }) => (
              <div key={title} className="min-w-0">
                <h3 className="mb-1 text-sm font-medium">{title}</h3>
                <JsonView label={`${FORMAT_WORDS[format].title}: ${title}`} value={line} wrap />
              </div>
            ))}
          </div>
        </Section>
      ))}
      <p className="mt-3 text-sm text-muted">
        Shown over several lines to be read; in the file each is one line.
      </p>
      <Section title="Limits">
        <dl className="grid max-w-xl grid-cols-[minmax(0,1fr)_auto] text-sm">
          {LIMITS.map(([what, limit]) => (
            <div key={what} className="contents">
              <dt className="border-b border-line py-1.5 text-secondary">{what}</dt>
              <dd className="border-b border-line py-1.5 text-right tabular-nums">{limit}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section title="Faults" note="in details.preflight, with the words of the check itself">
        <Faults />
      </Section>
    </>
  );
}

function Faults() {
  const examples = useMemo(() => issueExamples(), []);
  return (
    <Table label="Faults of input lines">
      <thead>
        <Row>
          <HeaderCell>Code</HeaderCell>
          <HeaderCell>As in</HeaderCell>
        </Row>
      </thead>
      <tbody>
        {examples.map(({ code, message }) => (
          <Row key={code} id={code} tabIndex={-1} className="scroll-mt-18">
            <Cell mono className="align-top">
              {code}
            </Cell>
            <Cell wrap className="min-w-64 text-secondary">
              {message}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
