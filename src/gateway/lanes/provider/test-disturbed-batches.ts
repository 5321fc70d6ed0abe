import { expect } from "vitest";
import type { Behaviour } from "./test-fault-server.ts";
import { type BatchLaneKind, type BatchStage, stageBatchLane } from "./test-played-provider.ts";

/** Every method that asks the provider, after `submit` for those that need a batch; its requests are all disturbed in turn. */
const METHODS = {
  submit: ({ lane, order }, _id, signal) => lane.submit(order, signal),
  find: ({ lane, order }, _id, signal) => lane.find(order, signal),
  look: ({ lane }, id, signal) => lane.look(id, signal),
  answers: ({ lane }, id, signal) => collected(lane.answers(id, signal)),
  cancel: ({ lane }, id, signal) => lane.cancel(id, signal),
  forget: ({ lane }, id, signal) => lane.forget(id, signal),
  probe: ({ lane }, _id, signal) => lane.probe(signal),
} as const satisfies Record<
  string,
  (stage: BatchStage, id: string, signal: AbortSignal) => Promise<unknown>
>;
/** A method that asks the provider. */
export type Method = keyof typeof METHODS;
/** Every method by name. */
export const METHOD_NAMES = Object.keys(METHODS) as Method[]; // the table has no other keys

/** One that never aborts. */
export function noSignal(): AbortSignal {
  return new AbortController().signal;
}

/** Acts on a stage, and closes it. */
export async function onStage<Result>(
  kind: BatchLaneKind,
  act: (stage: BatchStage) => Promise<Result>,
  timeout_ms?: number,
): Promise<Result> {
  const stage = await stageBatchLane(kind, timeout_ms);
  try {
    return await act(stage);
  } finally {
    await stage.close();
  }
}

/** A batch that has ended, where the method is about one. */
async function prepared({ lane, provider, order, ids }: BatchStage, method: Method) {
  if (method === "submit" || method === "probe") return "";
  const id = await lane.submit(order, noSignal());
  const isEnding = method === "answers" || method === "forget";
  const ends = (["answered", "expired"] as const).map((end, at) => ({ id: ids[at] ?? "", end }));
  if (isEnding) provider.end("completed", ends);
  return id;
}

/** How many requests a method makes when all goes well. */
export async function requestsOf(kind: BatchLaneKind, method: Method): Promise<number> {
  return await onStage(kind, async (stage) => {
    const id = await prepared(stage, method);
    const before = stage.count();
    await METHODS[method](stage, id, noSignal());
    return stage.count() - before;
  });
}

/** The end of a method for each of its requests that is met with this behaviour: what it threw, or what it gave. */
export async function eachDisturbed(
  kind: BatchLaneKind,
  method: Method,
  behaviour: Behaviour,
  timeout_ms?: number,
): Promise<unknown[]> {
  const requests = await requestsOf(kind, method);
  expect(requests).toBeGreaterThan(0);
  const places = Array.from({ length: requests }, (_, at) => at);
  return await Promise.all(
    places.map((at) => endAt(kind, method, { at, behaviour, signal: noSignal() }, timeout_ms)),
  );
}

/** The end of a method whose request at this place is met with a behaviour: what it threw, or what it gave. */
export async function endAt(
  kind: BatchLaneKind,
  method: Method,
  { at, behaviour, signal }: { at: number; behaviour: Behaviour; signal: AbortSignal },
  timeout_ms?: number,
): Promise<unknown> {
  const act = async (stage: BatchStage): Promise<unknown> => {
    const id = await prepared(stage, method);
    stage.disturb(at, behaviour);
    return await METHODS[method](stage, id, signal).catch((error: unknown) => error);
  };
  return await onStage(kind, act, timeout_ms);
}

/** All values, in their order. */
export async function collected<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}

/** What the search for a batch comes to in the end. */
export async function decided({
  lane,
  order,
  provider,
  wait,
  ids,
}: BatchStage): Promise<string | null> {
  for (let round = 0; round < 5; round += 1) {
    const found = await lane.find(order, noSignal());
    if (found !== "undecided") return found;
    wait(60_000);
    provider.end(
      "completed",
      ids.map((id) => ({ id, end: "answered" })),
    );
  }
  throw new Error("It was never decided.");
}
