import type { Catalog } from "#gateway/catalog/catalog.ts";
import type { CatalogLane, ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import { createAnthropicBatchLane } from "./anthropic-batch/anthropic-batch-lane.ts";
import { createChatCompletionsLane } from "./chat-completions/chat-completions-lane.ts";
import { createEmbeddingsLane } from "./embeddings/embeddings-lane.ts";
import { createGeminiBatchLane } from "./gemini-batch/gemini-batch-lane.ts";
import type { Lane } from "./lane.ts";
import { createOpenAiBatchLane } from "./openai-batch/openai-batch-lane.ts";
import type { ProviderAccess } from "./provider/ask-provider.ts";
import type { LaneConnection } from "./provider/lane-connection.ts";
import { createSandboxLane, type SandboxWait } from "./sandbox/sandbox-lane.ts";
import type { SandboxSettings } from "./sandbox/scenarios.ts";

/** What lanes are made with. */
export interface LaneParts {
  /** Asked at every call to a sandbox lane, so changes hold at once; no other lane heeds them. */
  settings: () => SandboxSettings;
  wait: SandboxWait;
  /** Of every lane of the catalog but the sandbox's, by id. */
  connections: ReadonlyMap<string, LaneConnection>;
  access: ProviderAccess;
}

/** A lane for every lane of the catalog, by id. */
export function createLanes(
  { lanes }: Pick<Catalog, "lanes">,
  parts: LaneParts,
): Map<string, Lane> {
  return new Map(lanes.map((lane) => [lane.lane_id, createLane(lane, parts)]));
}

function createLane(lane: CatalogLane, parts: LaneParts): Lane {
  if (lane.adapter === "sandbox") return createSandboxLane(lane, parts.settings, parts.wait);
  const connection = parts.connections.get(lane.lane_id);
  if (connection === undefined) throw new TypeError(`${lane.lane_id} has no connection.`);
  return PROVIDER_LANES[lane.adapter](lane, connection, parts.access);
}

type CreateProviderLane = (
  lane: ProviderCatalogLane,
  connection: LaneConnection,
  access: ProviderAccess,
) => Lane;

const PROVIDER_LANES: Record<ProviderCatalogLane["adapter"], CreateProviderLane> = {
  "chat-completions": createChatCompletionsLane,
  embeddings: createEmbeddingsLane,
  "openai-batch": createOpenAiBatchLane,
  "anthropic-batch": createAnthropicBatchLane,
  "gemini-batch": createGeminiBatchLane,
};
