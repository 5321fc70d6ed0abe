import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { SyncLane } from "../lane.ts";
import type { ProviderAccess } from "../provider/ask-provider.ts";
import { estimateUsage } from "../provider/estimate-usage.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { createProviderLane, type ProviderDialect } from "../provider/provider-lane.ts";

// https://platform.openai.com/docs/api-reference/chat/create
const DIALECT: ProviderDialect = {
  form: "chat_completions",
  path: "/chat/completions",
  estimateUsage,
};

/**
 * A lane to any server that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio, Groq, Together, OpenRouter and
 * others. One call an item, never as a stream.
 */
export function createChatCompletionsLane(
  lane: ProviderCatalogLane,
  connection: LaneConnection,
  access: ProviderAccess,
): SyncLane {
  return createProviderLane(lane, connection, DIALECT, access);
}
