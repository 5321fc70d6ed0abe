import type { BatchLane, UpstreamAnswer, UpstreamState } from "#gateway/lanes/batch-lane.ts";
import { type LaneAnswer, LaneFailure, type LaneFailureCode } from "#gateway/lanes/lane.ts";
import { oddBody } from "../test-dispatch.ts";

/** A batch as the provider of these tests has it. */
interface HeldBatch {
  upstream_id: string;
  reference: string;
  /** Id and customer's id of each line. */
  lines: { id: string; custom_id: string }[];
  state: UpstreamState;
  isCancelled: boolean;
  isForgotten: boolean;
}

/** What the provider says to an item, by the customer's id. */
export type UpstreamScript = (custom_id: string) => "answer" | "omit" | LaneFailureCode;

/** A provider of whole batches that lives in memory and does as a test says. */
export class TestUpstream {
  readonly batches: HeldBatch[] = [];
  /** What came in at each hand-over, whatever came of it. */
  handOvers = 0;
  /** Called at each hand-over, before the batch is made and after it. */
  beforeMade: () => Promise<void> | void = () => {};
  afterMade: () => Promise<void> | void = () => {};
  /** Called at each look: how a batch is that was not set by hand. */
  stateOf: (batch: HeldBatch) => UpstreamState = ({ lines }) => ended(lines.length);
  find: (reference: string) => "usual" | "undecided" = () => "usual";
  script: UpstreamScript = () => "answer";
  /** What the answers of a batch are turned into on their way. */
  deliver: (answers: UpstreamAnswer[]) => UpstreamAnswer[] = (answers) => answers.toReversed();

  lane(changes: Partial<BatchLane> = {}): BatchLane {
    return {
      kind: "batch",
      lane_id: "lane_openai",
      limits: { items: 50_000, bytes: 200 * 1024 ** 2 },
      poll: { first_ms: 10_000, most_ms: 60_000 },
      give_up_ms: 24 * 3_600_000,
      write: ({ custom_id, model }, id) => ({
        text: JSON.stringify({ id, custom_id }),
        group: model,
      }),
      submit: async (order) => {
        this.handOvers += 1;
        await this.beforeMade();
        await order.confirm();
        const lines = await linesOf(order.lines());
        const upstream_id = `batch_${this.batches.length + 1}`;
        const { reference } = order;
        const state: UpstreamState = { kind: "working", counts: null };
        const held = { upstream_id, reference, lines, state };
        this.batches.push({ ...held, isCancelled: false, isForgotten: false });
        await this.afterMade();
        return upstream_id;
      },
      find: async ({ reference }) => {
        if (this.find(reference) === "undecided") return "undecided";
        const held = this.batches.find((batch) => batch.reference === reference);
        return held?.upstream_id ?? null;
      },
      look: async (upstream_id) => this.stateOf(this.#held(upstream_id)),
      answers: (upstream_id) => this.#answers(this.#held(upstream_id)),
      read: ({ text }) => read(text),
      cancel: async (upstream_id) => void (this.#held(upstream_id).isCancelled = true),
      forget: async (upstream_id) => void (this.#held(upstream_id).isForgotten = true),
      probe: async () => {},
      ...changes,
    };
  }

  #held(upstream_id: string): HeldBatch {
    const held = this.batches.find((batch) => batch.upstream_id === upstream_id);
    if (held === undefined) throw new Error(`There is no ${upstream_id}.`);
    return held;
  }

  async *#answers({ lines }: HeldBatch): AsyncGenerator<UpstreamAnswer> {
    const answers = lines.flatMap(({ id, custom_id }) => {
      const said = this.script(custom_id);
      return said === "omit" ? [] : [{ id, text: JSON.stringify({ said, custom_id }) }];
    });
    yield* this.deliver(answers);
  }
}

/** How a batch is that has come to its end. */
export function ended(
  total: number,
  why: "completed" | "expired" | "cancelled" = "completed",
): UpstreamState {
  return { kind: "ended", why, counts: { total, completed: total, failed: 0 } };
}

function read(text: string): LaneAnswer {
  const { said, custom_id } = JSON.parse(text) as {
    said: "answer" | LaneFailureCode;
    custom_id: string;
  }; // written by `#answers` above
  if (said !== "answer") throw new LaneFailure(said, `It says ${said}.`);
  return {
    status_code: 200,
    request_id: `req_${custom_id}`,
    body_json: oddBody(custom_id),
    usage: { input_tokens: 100, output_tokens: 50 },
  };
}

async function linesOf(chunks: AsyncIterable<Uint8Array>): Promise<HeldBatch["lines"]> {
  let text = "";
  for await (const chunk of chunks) text += Buffer.from(chunk).toString();
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as HeldBatch["lines"][number]); // written by `write` above
}
