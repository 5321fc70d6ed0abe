import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { type LaneAnswer, LaneFailure, type LaneFailureCode } from "./lane.ts";
import {
  collected,
  decided,
  eachDisturbed,
  endAt,
  type Method,
  METHOD_NAMES,
  noSignal,
  onStage,
  requestsOf,
} from "./provider/test-disturbed-batches.ts";
import { type Behaviour, serverFaults } from "./provider/test-fault-server.ts";
import {
  BATCH_ENDS,
  type BatchLaneKind,
  ITEM_ENDS,
  type ItemEnd,
} from "./provider/test-played-provider.ts";

/** What a request may meet, and what the method must make of it. */
const FAULTS = {
  "429 without Retry-After": "provider_429",
  "429 with Retry-After in seconds": "provider_429",
  "429 with Retry-After as a date": "provider_429",
  "500": "provider_500",
  "a connection that is reset": "provider_500",
  "silence before the head": "provider_timeout",
  "silence within the body": "provider_timeout",
  "a body that breaks off": "provider_half_answer",
  "a key that is refused": "lane_unavailable",
} as const satisfies Partial<Record<keyof ReturnType<typeof serverFaults>, LaneFailureCode>>;

/** Answers of 200 that say nothing: what must be read of them fails, what need not be read may pass. */
const NONSENSE = [
  "a body that is no JSON",
  "JSON that is no answer",
  "a page of HTML with 200",
] as const;
const READING: readonly Method[] = ["submit", "find", "look"];

/** What becomes of an item at the provider is an answer, or the failure of this code. */
const ITEMS: Readonly<Record<ItemEnd, LaneFailureCode | null>> = {
  answered: null,
  "a refusal": null,
  "a content filter": null,
  "a stop at length": null,
  expired: "provider_expired",
  cancelled: "provider_expired",
  overloaded: "provider_500",
  "too long": "context_length",
  invalid: "invalid_input",
};

/** Long enough for a server that answers, short enough to wait for one that never does. */
const PATIENCE_MS = 800;
const NOW = new Date("2026-11-30T12:00:00.000Z");

/**
 * Declares what every kind of batch lane must hold to, over a server that plays its provider: whichever request of a method meets a fault, the
 * method ends in the failure that stands for it; what the provider has done is handed on as it is; a batch is never lost and never made twice.
 */
export function describeBatchLaneConformance(kind: BatchLaneKind): void {
  describe(`the ${kind.name} lane`, () => {
    for (const method of METHOD_NAMES) describeMethod(kind, method);
    describeHandingOver(kind);
    describeResults(kind);
    describeStates(kind);
  });
}

function describeMethod(kind: BatchLaneKind, method: Method): void {
  test.each(Object.entries(FAULTS))(`${method} fails at %s as %s`, async (fault, code) => {
    const behaviour = behaviourOf(fault);
    // A busy machine must not be taken for a silent provider.
    const patience = fault.startsWith("silence") ? PATIENCE_MS : undefined;
    for (const failure of await eachDisturbed(kind, method, behaviour, patience)) {
      expect(failure).toBeInstanceOf(LaneFailure);
      expect(failure).toMatchObject({ code, message: expect.stringMatching(/\S/) });
      expect(failure).toSatisfy(isWaitAsAsked(fault));
    }
  });

  test.each(NONSENSE)(`${method} takes %s for nothing`, async (fault) => {
    const allowed = READING.includes(method)
      ? ["provider_broken_json"]
      : ["provider_broken_json", "provider_half_answer", "done"];
    for (const end of await eachDisturbed(kind, method, behaviourOf(fault)))
      expect(allowed).toContain(wordFor(end));
  });

  test(`${method} ends at once when it is given up, and leaves nothing behind`, async () => {
    const requests = await requestsOf(kind, method);
    for (let at = 0; at < requests; at += 1) {
      const reason = new Error("enough");
      const giving = new AbortController();
      const arrive = (): void => giving.abort(reason);
      expect(await endAt(kind, method, { at, behaviour: arrive, signal: giving.signal })).toBe(
        reason,
      );
      expect(getEventListeners(giving.signal, "abort")).toEqual([]);
    }
  });
}

function describeHandingOver(kind: BatchLaneKind): void {
  test("finds a batch whose making was not answered, and hands over again what was not made", async () => {
    const requests = await requestsOf(kind, "submit");
    for (let at = 0; at < requests; at += 1) {
      await onStage(kind, async (stage) => {
        stage.disturb(at, (response, _request, seen) => {
          stage.provider.answer(seen);
          response.socket?.resetAndDestroy();
        });
        await expect(stage.lane.submit(stage.order, noSignal())).rejects.toThrow();
        const found = await decided(stage);
        const id = found ?? (await stage.lane.submit(stage.order, noSignal()));
        expect(stage.provider.batches()).toBe(1);
        expect(await decided(stage)).toBe(id);
      });
    }
  });
}

function describeResults(kind: BatchLaneKind): void {
  test("hands on what is there: out of order, twice, of nobody, and not what is missing", async () => {
    await onStage(kind, async ({ lane, provider, order, ids }) => {
      const id = await lane.submit(order, noSignal());
      const [first = "", second = "", third = ""] = ids;
      const there = [third, first, first, "nobody", second];
      provider.end(
        "completed",
        there.map((item) => ({ id: item, end: "answered" })),
      );
      const answers = await collected(lane.answers(id, noSignal()));
      expect(answers.map((answer) => answer.id)).toEqual(there);
    });
  });

  test.each(ITEM_ENDS)("reads an item that is %s", async (end) => {
    await onStage(kind, async ({ lane, provider, order, ids: [item = ""], request }) => {
      const id = await lane.submit(order, noSignal());
      provider.end("completed", [{ id: item, end }]);
      const [answer] = await collected(lane.answers(id, noSignal()));
      const line = answer ?? { id: "", text: "" };
      expect(outcomeOf(() => lane.read(line, request))).toBe(ITEMS[end] ?? "an answer of 200");
    });
  });

  test("takes a line that says nothing for a broken answer", async () => {
    await onStage(kind, async ({ lane, request }) => {
      for (const text of ["{", "{}", "[]", '{"response":{"status_code":200}}'])
        expect(() => lane.read({ id: "x", text }, request)).toThrow(LaneFailure);
    });
  });
}

function describeStates(kind: BatchLaneKind): void {
  test.each(BATCH_ENDS.filter((end) => kind.ends.includes(end)))(
    "tells of a batch that works, and then is %s",
    async (end) => {
      await onStage(kind, async ({ lane, provider, order }) => {
        const id = await lane.submit(order, noSignal());
        expect(await lane.look(id, noSignal())).toMatchObject({ kind: "working" });
        provider.end(end, []);
        expect(await lane.look(id, noSignal())).toMatchObject(
          end === "refused"
            ? { kind: "refused", failure: { retryable: true } }
            : { kind: "ended", why: end },
        );
        await lane.cancel(id, noSignal());
      });
    },
  );

  test("forgets a batch twice", async () => {
    await onStage(kind, async ({ lane, provider, order, ids }) => {
      const id = await lane.submit(order, noSignal());
      provider.end(
        "completed",
        ids.map((item) => ({ id: item, end: "answered" })),
      );
      await lane.forget(id, noSignal());
      await lane.forget(id, noSignal());
    });
  });
}

/** What a method came to, in a word. */
function wordFor(end: unknown): string {
  if (end instanceof LaneFailure) return end.code;
  return end instanceof Error ? String(end) : "done";
}

function outcomeOf(read: () => LaneAnswer): string {
  try {
    const { status_code, body_json } = read();
    JSON.parse(body_json);
    return `an answer of ${status_code}`;
  } catch (error) {
    return error instanceof LaneFailure ? error.code : String(error);
  }
}

function behaviourOf(name: string): Behaviour {
  const behaviour = new Map(Object.entries(serverFaults(NOW))).get(name);
  if (behaviour === undefined) throw new Error(`There is no fault ${name}.`);
  return behaviour;
}

/** A wait of the provider's own where the fault states one, else none. */
function isWaitAsAsked(fault: string): (failure: unknown) => boolean {
  const isStated = fault.includes("with Retry-After");
  return (failure) =>
    failure instanceof LaneFailure && isStated === (failure.retry_after_ms !== null);
}
