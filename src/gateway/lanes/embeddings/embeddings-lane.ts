import { isRecord } from "#contract/manifest/prompt.ts";
import { estimateTokens } from "#contract/manifest/token-estimate.ts";
import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { LaneAnswer, LaneRequest, SyncLane } from "../lane.ts";
import type { ProviderAccess } from "../provider/call-provider.ts";
import type { LaneConnection, UpstreamModel } from "../provider/lane-connection.ts";
import {
  createProviderLane,
  type ReceivedAnswer,
  UnusableAnswer,
} from "../provider/provider-lane.ts";
import { readUsage } from "../provider/read-usage.ts";

/**
 * A lane to any server that speaks OpenAI's embeddings (https://platform.openai.com/docs/api-reference/embeddings/create).
 * One call an item, whose input may hold several texts.
 */
export function createEmbeddingsLane(
  lane: ProviderCatalogLane,
  connection: LaneConnection,
  access: ProviderAccess,
): SyncLane {
  return createProviderLane(lane, connection, { path: "/embeddings", write, read }, access);
}

function write({ body }: LaneRequest, { name }: UpstreamModel): Record<string, unknown> {
  return { ...(isRecord(body) ? body : {}), model: name };
}

/** Every input must have its vector: nobody could tell which one is missing. */
function read({ sent, text, value }: ReceivedAnswer): Pick<LaneAnswer, "body_json" | "usage"> {
  const vectors = isRecord(value) && Array.isArray(value.data) ? value.data.length : 0;
  const inputs = inputCount(sent);
  if (vectors !== inputs) throw new UnusableAnswer(`with ${vectors} of ${inputs} embeddings`);
  // Without usable counts the estimate that quotes are made of is billed; embeddings have no output.
  const usage = readUsage(value) ?? { input_tokens: estimateTokens({ ...sent }), output_tokens: 0 };
  return { body_json: text, usage };
}

/** A text, or token numbers, are one input; a list of either is as many. */
function inputCount(sent: object): number {
  const input = "input" in sent ? sent.input : undefined;
  return Array.isArray(input) && typeof input[0] !== "number" ? input.length : 1;
}
