import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import {
  LaneFailure,
  type LaneAnswer,
  type LaneFailureCode,
  type LaneRequest,
  type SyncLane,
} from "./lane.ts";

/** What a call meets, and what a lane must make of it: a failure with this code. */
const FAILING = {
  "429 without Retry-After": "provider_429",
  "429 with Retry-After in seconds": "provider_429",
  "429 with Retry-After as a date": "provider_429",
  "500": "provider_500",
  "a connection that is reset": "provider_500",
  "silence before the head": "provider_timeout",
  "silence within the body": "provider_timeout",
  "a body that breaks off": "provider_half_answer",
  "a body that is no JSON": "provider_broken_json",
  "JSON that is no answer": "provider_broken_json",
  "a page of HTML with 200": "provider_broken_json",
  "a key that is refused": "lane_unavailable",
  "a model that is not there": "lane_unavailable",
  "an item that breaks the content policy": "content_policy",
  "an item that is too long": "context_length",
  "an item that makes no sense": "invalid_input",
} as const satisfies Record<string, LaneFailureCode>;

/** What a call meets that is an answer, however little it says. */
const ANSWERING = [
  "a plain answer",
  "a refusal",
  "a content filter",
  "a stop at length",
  "an empty answer",
  "an answer without usage",
  "a huge answer",
] as const;

/** Everything that a provider can do to a lane. */
export type Fault = keyof typeof FAILING | (typeof ANSWERING)[number];

/** A lane whose next call meets a fault, with the request for it. */
export interface ConformanceScene {
  lane: SyncLane;
  request: LaneRequest;
  /** Of an answer, what must be in its body beside being JSON. */
  body?: unknown;
  /** Resolves when the call has reached the provider; at once where there is none. */
  reached?: Promise<void>;
}

/** How to bring each fault about; null for one that this kind of lane cannot meet. */
export type FaultScenes = Record<Fault, (() => ConformanceScene) | null> & {
  /** A call that is under way until it is given up. */
  "no end": () => ConformanceScene;
};

/** The longest that a provider is obeyed at face value here: every scene asks for less. */
const MOST_RETRY_AFTER_MS = 120_000;

/**
 * Declares what every kind of lane must hold to: each fault ends in the one failure that stands for it, within the lane's
 * own deadline; what a model answered is kept, refused, filtered or cut as it may be; a call that is given up ends at once.
 */
export function describeLaneConformance(kind: string, scenes: FaultScenes): void {
  describe(`the ${kind} lane`, () => {
    const faults = Object.keys(FAILING) as (keyof typeof FAILING)[]; // the table has no other keys
    for (const fault of faults.filter((name) => scenes[name] !== null)) {
      test(`fails with ${FAILING[fault]} at ${fault}`, async () => {
        const failure = await failureAt(sceneOf(scenes, fault));
        expect([failure.code, failure.message]).toEqual([
          FAILING[fault],
          expect.stringMatching(/\S/),
        ]);
        expect(failure.retry_after_ms).toSatisfy(asked(fault));
      });
    }
    for (const fault of ANSWERING.filter((name) => scenes[name] !== null)) {
      test(`keeps ${fault}, with tokens to bill it by`, async () => {
        const { lane, request, body } = sceneOf(scenes, fault);
        const answer = await lane.call(request, new AbortController().signal);
        expect(answer.status_code).toBe(200);
        expect(answer).toSatisfy(isBillable);
        expect(JSON.parse(answer.body_json)).toMatchObject(body ?? {});
      });
    }

    test("ends a call that is given up at once, with the reason, and leaves nothing behind", async () => {
      const { lane, request, reached } = scenes["no end"]();
      const giving = new AbortController();
      const reason = new Error("enough");
      const call = lane.call(request, giving.signal);
      await reached;
      giving.abort(reason);
      await expect(call).rejects.toBe(reason);
      expect(getEventListeners(giving.signal, "abort")).toEqual([]);
    });

    test("begins no call that is given up already", async () => {
      const { lane, request } = scenes["no end"]();
      const reason = new Error("enough");
      await expect(lane.call(request, AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}

function sceneOf(scenes: FaultScenes, fault: Fault): ConformanceScene {
  const scene = scenes[fault];
  if (scene === null) throw new Error(`This lane cannot meet ${fault}.`);
  return scene();
}

async function failureAt({ lane, request }: ConformanceScene): Promise<LaneFailure> {
  const outcome: unknown = await lane
    .call(request, new AbortController().signal)
    .catch((error: unknown) => error);
  if (outcome instanceof LaneFailure) return outcome;
  throw outcome instanceof Error ? outcome : new Error(`Answered: ${JSON.stringify(outcome)}`);
}

/** Whether a wait is what the fault asks for: one where it has a Retry-After, else none. */
function asked(fault: keyof typeof FAILING): (wait: number | null) => boolean {
  const hasWait = fault.includes("with Retry-After");
  return (wait) =>
    hasWait ? wait !== null && wait > 0 && wait < MOST_RETRY_AFTER_MS : wait === null;
}

function isBillable({ usage }: LaneAnswer): boolean {
  return [usage.input_tokens, usage.output_tokens].every(
    (tokens) => Number.isSafeInteger(tokens) && tokens >= 0,
  );
}
