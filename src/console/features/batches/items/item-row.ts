import type { ItemFacts, ResultRow } from "#contract/batches.ts";
import { type AnswerFlag, readAnswer } from "./answer-reading.ts";
import { excerpt } from "./input-reading.ts";
import { itemPlace } from "./item-place.ts";

/** What a list shows of a result: small whatever its answer is, so that thousands can be held. */
export interface ItemRow {
  id: string;
  /** The item's place in the input, from 0. */
  place: number;
  customer_item_id: string;
  error: ResultRow["error"];
  /** How it was served; null when no lane was asked, and in results older than the field. */
  facts: ItemFacts | null;
  /** Null for an item without an answer. */
  answer: {
    /** How it begins; empty when it is no text. */
    excerpt: string;
    instead: string | null;
    flags: readonly AnswerFlag[];
    /** In and out together; null where the provider did not say. */
    tokens: number | null;
  } | null;
}

const EXCERPT_CHARACTERS = 160;

/** The row of a result. */
export function itemRow(result: ResultRow): ItemRow {
  const { id, customer_item_id, error, batchrouter } = result;
  const { text, instead, flags, usage } = readAnswer(result);
  const answer = {
    excerpt: excerpt(text, EXCERPT_CHARACTERS),
    instead,
    flags,
    tokens: usage?.total ?? null,
  };
  return {
    id,
    place: itemPlace(result),
    customer_item_id,
    error,
    facts: batchrouter,
    answer: error === null ? answer : null,
  };
}

/** A row that has been read before stays the object that it was: a result does not change, and neither does what is drawn of it. */
export function sameRow(known: ItemRow | undefined, read: ItemRow): ItemRow {
  return known?.id === read.id ? known : read;
}
