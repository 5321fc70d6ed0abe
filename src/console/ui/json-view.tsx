import { useMemo, useState } from "react";
import { formatBytes } from "../format/bytes.ts";
import { Button } from "./button.tsx";
import { CodeFrame } from "./code-block.tsx";
import { gateJson, printWholeJson } from "./json-gate.ts";
import { shownJson, usePresenter } from "./presenter.ts";
import type { JsonToken } from "./pretty-json.ts";
import { saveFile } from "./save-file.ts";

type JsonViewProps = {
  /** Names the value, for assistive technology and for the copy button: "answer body". */
  label: string;
  /** The value, or with `isSource` its JSON text as it came. */
  value: unknown;
  /** `value` is a string that holds JSON: it is shown with every digit as it came. */
  isSource?: boolean | undefined;
  /** The name of the downloaded file. */
  fileName?: string | undefined;
  /** Without a frame, inside a panel that has one. */
  bare?: boolean | undefined;
  wrap?: boolean | undefined;
  className?: string | undefined;
};

/** JSON in colours; of a large one the beginning, with all of it on request or as a download. */
export function JsonView({
  label,
  value,
  isSource = false,
  fileName = "value.json",
  bare,
  wrap,
  className,
}: JsonViewProps) {
  const presenter = usePresenter();
  const source = useMemo(
    () =>
      shownJson(
        isSource && typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined"),
      ),
    // The mode is read where it is applied.
    // oxlint-disable-next-line react/exhaustive-deps
    [isSource, value, presenter],
  );
  const gated = useMemo(() => gateJson(source), [source]);
  // Remembered with its source: another value starts as a preview again.
  const [shownSource, setShownSource] = useState<string>();
  const isAllShown = shownSource === source;
  const frame = { label, bare, wrap, className, copy: () => printWholeJson(source) };

  if (gated.kind === "whole") {
    return (
      <CodeFrame {...frame}>
        <JsonTokens tokens={gated.tokens} />
      </CodeFrame>
    );
  }
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <CodeFrame {...frame}>
        {isAllShown ? printWholeJson(source) : <JsonTokens tokens={gated.tokens} />}
      </CodeFrame>
      <div className="flex flex-wrap items-center gap-2 text-sm text-muted">
        <span className="grow">
          {isAllShown ? "All of" : "The beginning of"} {formatBytes(source.length)}
        </span>
        {gated.canShowAll ? (
          <Button
            size="small"
            variant="quiet"
            onClick={() => setShownSource(isAllShown ? undefined : source)}
          >
            {isAllShown ? "Show less" : "Show all"}
          </Button>
        ) : null}
        <Button
          size="small"
          onClick={() => saveFile(fileName, new Blob([source], { type: "application/json" }))}
        >
          Download
        </Button>
      </div>
    </div>
  );
}

/** Punctuation, which half of all tokens are, has the colour of what is around them, and no element of its own. */
const tokenClasses: Record<Exclude<JsonToken["kind"], "punctuation">, string> = {
  key: "text-ink",
  string: "text-done-text",
  number: "text-ink",
  literal: "text-secondary",
  text: "text-ink",
};

function JsonTokens({ tokens }: { tokens: readonly JsonToken[] }) {
  return (
    <span className="text-muted">
      {tokens.map(({ kind, text }, index) =>
        kind === "punctuation" ? (
          text
        ) : (
          // A token has no identity but its place.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} className={tokenClasses[kind]}>
            {text}
          </span>
        ),
      )}
    </span>
  );
}
