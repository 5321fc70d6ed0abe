import { estimateTokens } from "#contract/manifest/token-estimate.ts";
import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { SyncLane } from "../lane.ts";
import type { ProviderAccess } from "../provider/ask-provider.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { createProviderLane, type ProviderDialect } from "../provider/provider-lane.ts";
import { missingVectors } from "./missing-vectors.ts";

// https://platform.openai.com/docs/api-reference/embeddings/create
const DIALECT: ProviderDialect = {
  form: "embeddings",
  path: "/embeddings",
  missing: missingVectors,
  // The estimate that quotes are made of; embeddings have no output.
  estimateUsage: (sent) => ({ input_tokens: estimateTokens(sent), output_tokens: 0 }),
};

/** A lane to any server that speaks OpenAI's embeddings. One call an item, whose input may hold several texts. */
export function createEmbeddingsLane(
  lane: ProviderCatalogLane,
  connection: LaneConnection,
  access: ProviderAccess,
): SyncLane {
  return createProviderLane(lane, connection, DIALECT, access);
}
