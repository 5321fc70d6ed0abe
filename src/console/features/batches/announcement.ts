import { isTerminal } from "#contract/batch-states.ts";
import { formatCount } from "../../format/counts.ts";
import { plural } from "../../format/plural.ts";
import type { Tone } from "../../ui/tone.ts";
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

const ICONS: Readonly<Record<Tone, string>> = {
  done: "/favicon-done.svg",
  failed: "/favicon-failed.svg",
  attention: "/favicon-attention.svg",
  running: "/favicon-running.svg",
  waiting: "/favicon-running.svg",
  neutral: "/favicon.svg",
};

/** The tab's drawing, below `public/`: it has the tone of the batch. */
export function tabIcon(batch: OutcomeFacts): string {
  return ICONS[outcomeWords(batch).tone];
}

/** What a notification says of a batch that has ended. */
export function endNotice(batch: OutcomeFacts, name: string): { title: string; body: string } {
  const { word, sentence } = outcomeWords(batch);
  const { completed, total } = batch.counts;
  return {
    title: `${name}: ${word}`,
    body: sentence ?? `${formatCount(completed)} of ${plural(total, "item")} have an answer.`,
  };
}
