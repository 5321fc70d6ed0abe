import type { BatchLane, UpstreamOrder } from "../batch-lane.ts";
import type { LaneRequest } from "../lane.ts";

/** What an order is made of. */
export interface TestOrder {
  reference: string;
  /** One line each, by its place. */
  requests: readonly LaneRequest[];
  begun_at: Date;
  /** When it was begun, unless a test says otherwise. */
  tried_at?: Date;
  confirm?: () => Promise<void>;
  /** Ids of batches that are known to be of other orders. */
  taken?: readonly string[];
}

/** An order of lines that a lane has written, with the ids of its lines. */
export function orderOf(
  lane: BatchLane,
  {
    reference,
    requests,
    begun_at,
    tried_at = begun_at,
    confirm = async () => {},
    taken = [],
  }: TestOrder,
): UpstreamOrder & { ids: string[] } {
  const ids = requests.map((_request, index) => `${reference}_${index}`);
  const lines = requests.map((request, index) => lane.write(request, `${reference}_${index}`));
  const bytes = Buffer.from(lines.map(({ text }) => `${text}\n`).join(""));
  return {
    reference,
    ids,
    group: lines[0]?.group ?? "",
    model: requests[0]?.model ?? "",
    items: lines.length,
    bytes: bytes.length,
    begun_at,
    tried_at,
    async *lines() {
      yield bytes;
    },
    isTaken: async (upstream_id) => taken.includes(upstream_id),
    confirm,
  };
}
