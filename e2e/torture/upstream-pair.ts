import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GroupMember, GatewayGroup } from "./gateway-group.ts";
import type { PartOptions, TortureEngine } from "./part.ts";
import { openUser, type TortureUser } from "./torture-user.ts";

const MODEL = "gpt-4o-mini";
const KEY_VARIABLE = "TORTURE_UPSTREAM_KEY";

/** A gateway that does its work at another one, by the OpenAI API of that. */
export interface UpstreamPair {
  /** The one that users talk to; its only lane is the other one. */
  front: GroupMember;
  /** The one that the other hands its batches to. */
  back: GroupMember;
  frontUser: TortureUser;
  /** Whose key the front's lane has. */
  backUser: TortureUser;
  groups: { front: GatewayGroup; back: GatewayGroup };
  dispose(): Promise<void>;
}

/** Starts both, the front's lane taking so many items in a batch. */
export async function startPair(
  engine: TortureEngine,
  options: PartOptions,
  itemsPerBatch: number,
): Promise<UpstreamPair> {
  const folder = await mkdtemp(join(tmpdir(), "batchrouter-torture-lanes-"));
  const back = await GatewayGroup.create(engine, options);
  const groups: GatewayGroup[] = [back];
  const dispose = async (): Promise<void> => {
    await Promise.all(groups.map((group) => group.dispose()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const backMember = await back.add("all");
    const backUser = await openUser(backMember.url, `upstream-back-${options.seed}`);
    const lanes = join(folder, "lanes.json");
    await writeFile(lanes, JSON.stringify({ lanes: [laneTo(backMember.url, itemsPerBatch)] }));
    const front = await GatewayGroup.create(engine, options, {
      BATCHROUTER_LANES: lanes,
      [KEY_VARIABLE]: backUser.api_key,
    });
    groups.push(front);
    const frontMember = await front.add("all");
    const frontUser = await openUser(frontMember.url, `upstream-front-${options.seed}`);
    const members = { front: frontMember, back: backMember };
    return { ...members, frontUser, backUser, groups: { front, back }, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function laneTo(url: string, itemsPerBatch: number): Record<string, unknown> {
  return {
    lane_id: "lane_upstream",
    adapter: "openai-batch",
    provider: "Batchrouter",
    display_name: "The other gateway",
    base_url: `${url}/v1/openai/v1`,
    api_key_env: KEY_VARIABLE,
    region: "local",
    privacy_tiers: ["standard"],
    concurrency: 1,
    timeout_ms: 5_000,
    batch: { max_items: itemsPerBatch, poll_seconds: { first: 0.5, most: 1 } },
    models: [
      {
        model: MODEL,
        upstream_model: MODEL,
        input_price_per_million: "0.15",
        output_price_per_million: "0.60",
        batch_discount: "0.50",
      },
    ],
  };
}
