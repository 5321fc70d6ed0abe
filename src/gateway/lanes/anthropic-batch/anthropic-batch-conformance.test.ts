import { describeBatchLaneConformance } from "../batch-lane-conformance.ts";
import type { BatchEnd, ItemEnd, PlayedProvider } from "../provider/test-played-provider.ts";
import { anthropicLane } from "./test-anthropic-lane.ts";
import { type BatchResult, errored, message, messageBatches } from "./test-played-anthropic.ts";

const succeeded = (change: object): BatchResult => ({
  type: "succeeded",
  message: message(change),
});

const RESULTS: Readonly<Record<ItemEnd, BatchResult>> = {
  answered: succeeded({}),
  "a refusal": succeeded({ content: [{ type: "text", text: "I cannot help with that." }] }),
  "a content filter": succeeded({ content: [], stop_reason: "refusal" }),
  "a stop at length": succeeded({ stop_reason: "max_tokens" }),
  expired: { type: "expired" },
  cancelled: { type: "canceled" },
  overloaded: errored("overloaded_error", "Overloaded"),
  "too long": errored("invalid_request_error", "prompt is too long: 9 tokens > 8 maximum"),
  invalid: errored("invalid_request_error", "temperature: Input should be less than 1"),
};

/** A batch is not refused as a whole once it has been created. */
const OTHERS = { completed: "succeeded", expired: "expired", cancelled: "canceled" } as const;

function playAnthropic(): PlayedProvider {
  const { answer, batches } = messageBatches(new Date("2026-11-30T12:00:00.000Z"));
  return {
    answer,
    batches: () => batches.length,
    end(how: BatchEnd, results) {
      for (const batch of batches) {
        batch.status = "ended";
        batch.others = how === "refused" ? "succeeded" : OTHERS[how];
        batch.results = results.map(({ id, end }) => ({ custom_id: id, result: RESULTS[end] }));
      }
    },
  };
}

describeBatchLaneConformance({
  name: "anthropic-batch",
  lane: (base_url, timeout_ms, access) => anthropicLane(base_url, { timeout_ms }, access),
  play: playAnthropic,
  ends: ["completed", "expired", "cancelled"],
});
