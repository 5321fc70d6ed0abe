import { isTerminal } from "#contract/batch-states.ts";
import { plural } from "../../format/plural.ts";
import { doneShare, type OutcomeFacts, outcomeWords } from "./outcome-words.ts";

/** What a screen reader is told of a batch: it changes with the state and with every tenth of the work, never in between. */
export function announcement(batch: OutcomeFacts): string {
  const { word, sentence } = outcomeWords(batch);
  if (isTerminal(batch.status)) return `Batch ${word}.${sentence === null ? "" : ` ${sentence}`}`;
  const tenths = Math.floor(doneShare(batch) * 10);
  return tenths === 0
    ? `Batch ${word}.`
    : `Batch ${word}, ${tenths * 10} percent of ${plural(batch.counts.total, "item")}.`;
}

/** The tab's title: how far it is, then what it is, so that a narrow tab shows what counts. */
export function tabTitle(batch: OutcomeFacts, name: string): string {
  const { outcome, word } = outcomeWords(batch);
  if (outcome !== "running") return `${word} · ${name} · Batchrouter`;
  return `${Math.floor(doneShare(batch) * 100)} % · ${name} · Batchrouter`;
}

/** The tab's drawing, below `public/`. */
export function tabIcon(batch: OutcomeFacts): string {
  const { outcome } = outcomeWords(batch);
  if (outcome === "running") return "/favicon-running.svg";
  return outcome === "completed" ? "/favicon-done.svg" : "/favicon-failed.svg";
}
