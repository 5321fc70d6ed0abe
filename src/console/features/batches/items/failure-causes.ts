import type { ItemRow } from "./item-row.ts";

export interface CauseWords {
  /** What it is, in a few words. */
  title: string;
  /** What it means and what most likely helps. */
  advice: string;
}

const CAUSES: Readonly<Record<string, CauseWords>> = {
  provider_429: {
    title: "Turned away by the provider",
    advice:
      "Every lane of the ladder was too busy on every attempt. Running the same lines again later usually works.",
  },
  provider_500: {
    title: "The provider broke down",
    advice:
      "Every attempt on every lane ended in an error of the provider's own. Run the same lines again.",
  },
  provider_timeout: {
    title: "No answer in time",
    advice:
      "The provider did not answer within its time on any attempt. Run them again, or ask for shorter answers.",
  },
  provider_broken_json: {
    title: "An answer that is no JSON",
    advice:
      "The provider answered with something that cannot be read, on every attempt. Run the same lines again.",
  },
  provider_half_answer: {
    title: "The answer broke off",
    advice:
      "The provider's answer ended in the middle on every attempt. Run them again, or ask for shorter answers.",
  },
  provider_missing_answer: {
    title: "Left out by the provider",
    advice:
      "The provider ended its batch without a word on this item, each time it was asked. Run the same lines again.",
  },
  provider_expired: {
    title: "Not reached in time",
    advice:
      "The provider's batch ran out of time before it came to this item. Run it again, or with a longer window.",
  },
  lane_unavailable: {
    title: "No lane could take it",
    advice:
      "The lanes of the quote were down. Lock a new quote, which takes other lanes, and run the lines again.",
  },
  content_policy: {
    title: "Refused by the provider's policy",
    advice:
      "It is not tried again, as it would be refused again. Change the prompt or take another model.",
  },
  invalid_input: {
    title: "Malformed for the provider",
    advice:
      "The provider does not take this body. Correct the line; trying it again changes nothing.",
  },
  context_length: {
    title: "Too long for the model",
    advice: "Shorten the prompt, or quote a model with a larger context.",
  },
  result_unreadable: {
    title: "Its result line is damaged",
    advice:
      "The item was run, and charged if it was answered, but what was kept of it cannot be read. Run these lines again.",
  },
  batch_cancelled: {
    title: "Not done when the batch was cancelled",
    advice: "It was never charged. Submit these lines as a new batch to have them done.",
  },
  batch_expired: {
    title: "Not done at the deadline",
    advice: "It was never charged. Submit these lines again, with a longer tier or faster lanes.",
  },
  batch_failed: {
    title: "Not done when the batch failed",
    advice: "It was never charged. Lock a new quote and submit these lines again.",
  },
};

/** What an item's error code means; an unknown code is shown as it is. */
export function causeWords(code: string): CauseWords {
  return Object.hasOwn(CAUSES, code) && CAUSES[code] !== undefined
    ? CAUSES[code]
    : { title: code, advice: "The lane's own words below say more." };
}

/** The failures that share a cause. */
export interface FailureGroup {
  code: string;
  count: number;
  /** The first of them, to look at. */
  example: { customer_item_id: string; message: string };
}

/** Failed rows by cause, the most frequent first; rows with an answer are passed over. */
export function groupFailures(
  rows: readonly Pick<ItemRow, "error" | "customer_item_id">[],
): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const { error, customer_item_id } of rows) {
    if (error === null) continue;
    const group = groups.get(error.code);
    if (group !== undefined) group.count += 1;
    else {
      const example = { customer_item_id, message: error.message };
      groups.set(error.code, { code: error.code, count: 1, example });
    }
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count || a.code.localeCompare(b.code));
}

/** The codes of items that were not done, as against those that failed: the batch ended before them. */
export const NOT_DONE_CODES: readonly string[] = [
  "batch_cancelled",
  "batch_expired",
  "batch_failed",
];
