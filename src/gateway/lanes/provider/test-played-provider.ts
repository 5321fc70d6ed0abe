import type { BatchLane, UpstreamOrder } from "../batch-lane.ts";
import type { LaneRequest } from "../lane.ts";
import { requestOf } from "../sandbox/test-sandbox.ts";
import type { ProviderAccess } from "./ask-provider.ts";
import { createLaneEgress } from "./lane-egress.ts";
import { type Behaviour, type SeenRequest, startFaultServer } from "./test-fault-server.ts";
import { orderOf } from "./test-upstream-order.ts";

/** What became of one item at a played provider. */
export const ITEM_ENDS = [
  "answered",
  "a refusal",
  "a content filter",
  "a stop at length",
  "expired",
  "cancelled",
  "overloaded",
  "too long",
  "invalid",
] as const;
export type ItemEnd = (typeof ITEM_ENDS)[number];

/** How a played batch ends. */
export const BATCH_ENDS = ["completed", "expired", "cancelled", "refused"] as const;
export type BatchEnd = (typeof BATCH_ENDS)[number];

/** What a played provider answers. */
export interface PlayedAnswer {
  status: number;
  body: string;
  headers?: Readonly<Record<string, string>>;
}

/** A provider that answers as its documentation has it, from a memory of its own. */
export interface PlayedProvider {
  answer(request: SeenRequest): PlayedAnswer;
  /** How many batches were made. */
  batches(): number;
  /** Ends every batch, with these results in this order. */
  end(how: BatchEnd, results: readonly { id: string; end: ItemEnd }[]): void;
}

/** A kind of batch lane, as the conformance suite needs to know it. */
export interface BatchLaneKind {
  name: string;
  lane(base_url: string, timeout_ms: number, access: ProviderAccess): BatchLane;
  play(): PlayedProvider;
  /** The ends that a batch of this kind can have as a whole. */
  ends: readonly BatchEnd[];
}

/** A lane, the provider that it asks, and what goes wrong with one of its requests. */
export interface BatchStage {
  lane: BatchLane;
  provider: PlayedProvider;
  request: LaneRequest;
  order: UpstreamOrder;
  /** Ids of the order's lines. */
  ids: readonly string[];
  /** How many requests came. */
  count(): number;
  /** Meets the request after so many further ones with this, once; those before and after are answered. */
  disturb(after: number, behaviour: Behaviour): void;
  /** Lets so much time pass on the lane's clock. */
  wait(ms: number): void;
  close(): Promise<void>;
}

const REFERENCE = "br_reference_1";
const BEGUN_AT = new Date("2026-11-30T12:00:00.000Z");
const ITEMS = 4;

/** Sets up a lane of a kind over a played provider that really listens. */
export async function stageBatchLane(
  kind: BatchLaneKind,
  timeout_ms = 10_000,
): Promise<BatchStage> {
  const server = await startFaultServer();
  const provider = kind.play();
  let now = BEGUN_AT.getTime();
  const access = { open: createLaneEgress().open, now: () => new Date(now) };
  const lane = kind.lane(server.url, timeout_ms, access);
  const request = requestOf("Say hello.");
  const requests = Array.from({ length: ITEMS }, () => request);
  const order = orderOf(lane, { reference: REFERENCE, requests, begun_at: BEGUN_AT });
  let disturbance: { at: number; behaviour: Behaviour } | null = null;
  server.behave((response, incoming, seen) => {
    if (server.requests.length === disturbance?.at)
      return disturbance.behaviour(response, incoming, seen);
    const { status, body, headers = {} } = provider.answer(seen);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  });
  return {
    lane,
    provider,
    request,
    order,
    ids: order.ids,
    count: () => server.requests.length,
    disturb: (after, behaviour) =>
      void (disturbance = { at: server.requests.length + after + 1, behaviour }),
    wait: (ms) => void (now += ms),
    close: () => server.close(),
  };
}
