import { describeBatchLaneConformance } from "../batch-lane-conformance.ts";
import {
  BATCH_ENDS,
  type BatchEnd,
  type ItemEnd,
  type PlayedProvider,
} from "../provider/test-played-provider.ts";
import { geminiLane } from "./test-gemini-lane.ts";
import { geminiProject, response } from "./test-played-gemini.ts";

const candidate = (text: string, finishReason: string): object => ({
  response: response({
    candidates: [{ content: { role: "model", parts: [{ text }] }, finishReason, index: 0 }],
  }),
});
const failed = (code: number, message: string): object => ({ error: { code, message } });

const LINES: Readonly<Record<ItemEnd, object>> = {
  answered: candidate("Hello!", "STOP"),
  "a refusal": candidate("I cannot help with that.", "STOP"),
  "a content filter": candidate("", "SAFETY"),
  "a stop at length": candidate("Once", "MAX_TOKENS"),
  expired: failed(1, "The batch came to its end."),
  cancelled: failed(1, "The batch was cancelled."),
  overloaded: failed(14, "The model is overloaded. Please try again later."),
  "too long": failed(3, "The input token count (9) exceeds the maximum number of tokens allowed."),
  invalid: failed(3, "Unable to submit request because it has a temperature of 9."),
};

const STATES: Readonly<Record<BatchEnd, string>> = {
  completed: "BATCH_STATE_SUCCEEDED",
  expired: "BATCH_STATE_EXPIRED",
  cancelled: "BATCH_STATE_CANCELLED",
  refused: "BATCH_STATE_FAILED",
};

function playGemini(): PlayedProvider {
  const { answer, batches } = geminiProject();
  return {
    answer,
    batches: () => batches.length,
    end(how, results) {
      for (const batch of batches) {
        batch.state = STATES[how];
        batch.responses =
          how === "refused" ? null : results.map(({ id, end }) => ({ key: id, ...LINES[end] }));
        if (how === "refused") batch.error = { code: 8, message: "Too many enqueued tokens." };
      }
    },
  };
}

describeBatchLaneConformance({
  name: "gemini-batch",
  lane: (base_url, timeout_ms, access) => geminiLane(base_url, { timeout_ms }, access),
  play: playGemini,
  ends: BATCH_ENDS,
});
