import type { CatalogModel } from "#contract/catalog.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { useMemo } from "react";
import { formatBytes } from "../../format/bytes.ts";
import { formatCount } from "../../format/counts.ts";
import { plural } from "../../format/plural.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { StatTiles } from "../../ui/stat-tiles.tsx";
import { useModels } from "../catalog/queries.ts";
import { ByteProgress } from "./byte-progress.tsx";
import type { InputCheck } from "./check-input.ts";
import { EstimateNote, priceWords } from "./estimate-note.tsx";
import { GroupTable } from "./group-table.tsx";
import { IssueList } from "./issue-list.tsx";
import { estimateLocally } from "./local-estimate.ts";
import { PreviewTable } from "./preview-table.tsx";
import type { CheckState } from "./use-input-check.ts";

const RATE_AFTER_MS = 300;
const NO_MODELS: readonly CatalogModel[] = [];

interface CheckingProps {
  state: CheckState & { status: "checking" };
  total: number;
  onCancel: () => void;
}

/** The check under way: bytes and lines so far, how fast, and the issues as they are found. */
export function Checking({ state, total, onCancel }: CheckingProps) {
  const { progress, issues, elapsedMs } = state;
  return (
    <>
      <ByteProgress
        label="Checking every line"
        done={progress.bytes}
        total={total}
        note={`${plural(progress.lines, "line")}, ${plural(progress.issues, "issue")}${rateWords(progress.bytes, elapsedMs)}`}
        action={
          <Button size="small" onClick={onCancel}>
            Stop checking
          </Button>
        }
      />
      {issues.length === 0 ? null : (
        <div className="mt-4">
          <IssueList
            label="Issues found so far"
            issues={issues}
            issueCount={progress.issues}
            opened={undefined}
          />
        </div>
      )}
    </>
  );
}

/** Once it can be told: the first moments say nothing of the rest. */
function rateWords(bytes: number, elapsedMs: number): string {
  if (elapsedMs < RATE_AFTER_MS) return "";
  return ` · ${formatBytes((bytes / elapsedMs) * 1000)}/s`;
}

/** What a good input holds, to be looked over before it is sent. */
export function GoodInput({ input, result }: { input: Blob; result: InputCheck }) {
  const { summary } = result;
  const { data: models, error } = useModels();
  const catalog = models?.data ?? NO_MODELS;
  const estimate = useMemo(
    () => estimateLocally(summary.groups, catalog),
    [summary.groups, catalog],
  );
  const inputTokens = summary.groups.reduce((sum, { input_tokens }) => sum + input_tokens, 0);
  return (
    <>
      <StatTiles
        stats={[
          { label: "Items", value: formatCount(summary.item_count), note: "every line is good" },
          { label: "Size", value: formatBytes(summary.bytes), note: formatWords(summary) },
          {
            label: "Tokens, about",
            value: formatCount(inputTokens),
            note: `in, and at most ${formatCount(estimate.output_tokens)} out`,
          },
          {
            label: "Price, about",
            value: models !== undefined ? priceWords(estimate) : error === null ? undefined : "–",
            note: "before the quote",
          },
        ]}
      />
      <EstimateNote estimate={estimate} catalog={catalog} />
      <GroupTable groups={summary.groups} />
      <PreviewTable input={input} result={result} />
    </>
  );
}

function formatWords({ format, has_bom, has_crlf }: InputCheck["summary"]): string {
  const name = format === "openai_batch" ? "OpenAI Batch lines" : "native lines";
  const quirks = [has_bom ? "BOM" : "", has_crlf ? "CRLF" : ""].filter(Boolean);
  return quirks.length === 0 ? name : `${name}, with ${quirks.join(" and ")}`;
}

/** The head of a bad input's report: how much is wrong, and that nothing was sent. */
export function BadInput({ result }: { result: InputCheck }) {
  const { summary, bad_line_count } = result;
  const good = summary.item_count;
  return (
    <Callout
      tone="failed"
      title={`${plural(bad_line_count, "line")} of ${formatCount(summary.line_count)} cannot be taken`}
    >
      Nothing was sent.{" "}
      {good === 0
        ? "No line is good."
        : `${plural(good, "line")} ${good === 1 ? "is" : "are"} good.`}{" "}
      {summary.is_complete
        ? "Mend what is listed below and it is checked again."
        : `The check stopped at a limit: ${formatCount(MANIFEST_LIMITS.maxLines)} lines or ${formatBytes(MANIFEST_LIMITS.maxFileBytes)}.`}
    </Callout>
  );
}
