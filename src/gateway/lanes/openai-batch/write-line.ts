import type { ManifestUrl } from "#contract/manifest/line-format.ts";
import type { UpstreamLine } from "../batch-lane.ts";
import { LaneFailure, type LaneRequest } from "../lane.ts";
import type { BatchProvider } from "../provider/batch-provider.ts";
import { upstreamModelOf, wireBodyOf } from "../provider/wire-body.ts";
import { type ItemForm, itemFormOf } from "../translate/item-form.ts";

const ENDPOINTS: Readonly<Record<ItemForm, ManifestUrl>> = {
  chat_completions: "/v1/chat/completions",
  responses: "/v1/responses",
  embeddings: "/v1/embeddings",
};

/** The form in which an item of a form is asked for where batches take these endpoints; null where they take none that would do. */
export function formAmong(own: ItemForm, endpoints: readonly ManifestUrl[]): ItemForm | null {
  if (endpoints.includes(ENDPOINTS[own])) return own;
  const other = own === "chat_completions" ? "responses" : "chat_completions";
  return own !== "embeddings" && endpoints.includes(ENDPOINTS[other]) ? other : null;
}

/** In which form an item is asked for: its own where the provider's batches take that, else the other one that may say the same. */
export function upstreamFormOf(
  request: LaneRequest,
  { batch: { endpoints }, connection }: BatchProvider,
): ItemForm {
  const own = itemFormOf(request);
  const form = formAmong(own, endpoints);
  if (form !== null) return form;
  const message = `${connection.display_name} takes no batches for ${ENDPOINTS[own]}.`;
  throw new LaneFailure("lane_unavailable", message, { status_code: null });
}

/** An item as a line of the input file; a batch takes one endpoint, and its file one model. */
export function writeLine(request: LaneRequest, id: string, provider: BatchProvider): UpstreamLine {
  const form = upstreamFormOf(request, provider);
  const url = ENDPOINTS[form];
  const body = wireBodyOf(request, provider.connection, form);
  const text = JSON.stringify({ custom_id: id, method: "POST", url, body });
  return { text, group: `${url} ${upstreamModelOf(request, provider.connection).name}` };
}

/** The endpoint that the lines of a group name. */
export function endpointOf(group: string): string {
  const [endpoint = ""] = group.split(" ", 1);
  return endpoint;
}
