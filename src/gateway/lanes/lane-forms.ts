import type { CatalogLane, ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { ItemForm } from "./translate/item-form.ts";
import type { WireForm } from "./translate/wire-form.ts";

type FormsOfLane = Readonly<Record<ItemForm, WireForm>>;

/** The form in which each kind of lane asks its provider, by the form of the item. */
const LANE_FORMS: Readonly<Record<ProviderCatalogLane["adapter"], FormsOfLane>> = {
  "chat-completions": always("chat_completions"),
  embeddings: always("embeddings"),
};

/** The forms in which a lane asks for items; null for a lane of this machine, which takes every item as it comes. */
export function formsOfLane({ adapter }: Pick<CatalogLane, "adapter">): FormsOfLane | null {
  return adapter === "sandbox" ? null : LANE_FORMS[adapter];
}

function always(form: WireForm): FormsOfLane {
  return { chat_completions: form, responses: form, embeddings: form };
}
