import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { SyncLane } from "../lane.ts";
import type { ProviderAccess } from "../provider/call-provider.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { createProviderLane } from "../provider/provider-lane.ts";
import { readChatAnswer } from "./read-chat-answer.ts";
import { writeChatRequest } from "./write-chat-request.ts";

/**
 * A lane to any server that speaks OpenAI's chat completions
 * (https://platform.openai.com/docs/api-reference/chat/create): Ollama, vLLM, LM Studio, Groq, Together, OpenRouter and
 * others. One call an item, never as a stream.
 */
export function createChatCompletionsLane(
  lane: ProviderCatalogLane,
  connection: LaneConnection,
  access: ProviderAccess,
): SyncLane {
  const dialect = { path: "/chat/completions", write: writeChatRequest, read: readChatAnswer };
  return createProviderLane(lane, connection, dialect, access);
}
