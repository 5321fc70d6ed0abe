import type { ManifestUrl } from "#contract/manifest/line-format.ts";
import type { CatalogLane, ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import { formAmong } from "./openai-batch/write-line.ts";
import type { LaneConnection } from "./provider/lane-connection.ts";
import type { ItemForm } from "./translate/item-form.ts";
import type { WireForm } from "./translate/wire-form.ts";

/**
 * The form in which a kind of lane asks for an item of a form; `endpoints` are those that the provider's batches take. An item that it
 * cannot ask for at all gets a form that says nothing of the kind.
 */
type FormOf = (item: ItemForm, endpoints: readonly ManifestUrl[]) => WireForm;

const LANE_FORMS: Readonly<Record<ProviderCatalogLane["adapter"], FormOf>> = {
  "chat-completions": () => "chat_completions",
  embeddings: () => "embeddings",
  "openai-batch": (item, endpoints) =>
    formAmong(item, endpoints) ?? (item === "embeddings" ? "chat_completions" : "embeddings"),
  "anthropic-batch": () => "messages",
  "gemini-batch": () => "generate_content",
};

/** How lanes reach their providers, as far as that decides on forms. */
export type FormConnections = ReadonlyMap<string, Pick<LaneConnection, "batch">>;

/** The form in which a lane asks for an item; null for a lane of this machine, which takes every item as it comes. */
export function formOnLane(
  { adapter, lane_id }: Pick<CatalogLane, "adapter" | "lane_id">,
  item: ItemForm,
  connections: FormConnections,
): WireForm | null {
  if (adapter === "sandbox") return null;
  return LANE_FORMS[adapter](item, connections.get(lane_id)?.batch?.endpoints ?? []);
}
