import type { EndpointInput } from "#contract/endpoint.ts";
import type { contract } from "#contract/index.ts";

/** The body of `POST /v1/batches`, as a caller gives it. */
export type BatchBody = EndpointInput<typeof contract.batches.create>["body"];

/** What the last part of the flow holds. */
export interface BatchForm {
  name: string;
  description: string;
  pairs: readonly MetadataPair[];
  webhook: WebhookChoice;
}

export interface MetadataPair {
  key: string;
  value: string;
}

export interface WebhookChoice {
  kind: "none" | "inbox" | "url";
  url: string;
  /** "" lets the gateway make one. */
  secret: string;
}

export const emptyBatchForm: BatchForm = {
  name: "",
  description: "",
  pairs: [],
  webhook: { kind: "none", url: "", secret: "" },
};

export interface BatchOrigin {
  quote_id: string;
  input_file_id: string;
  parent_batch_id: string | undefined;
}

/** The form as the request says it; what is empty is left out. `inboxUrl` is where the local inbox takes deliveries. */
export function batchBody(
  form: BatchForm,
  origin: BatchOrigin,
  inboxUrl: string | undefined,
): BatchBody {
  const metadata = metadataOf(form);
  const webhook = webhookOf(form.webhook, inboxUrl);
  return {
    quote_id: origin.quote_id,
    input_file_id: origin.input_file_id,
    ...(webhook === undefined ? {} : { webhook }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    ...(origin.parent_batch_id === undefined ? {} : { parent_batch_id: origin.parent_batch_id }),
  };
}

/** The body as it may be shown: a signing secret is named by a variable. */
export function shownBody(body: BatchBody): BatchBody {
  if (body.webhook?.secret === undefined) return body;
  return { ...body, webhook: { ...body.webhook, secret: "$WEBHOOK_SECRET" } };
}

function metadataOf({ name, description, pairs }: BatchForm): Record<string, string> {
  const named = [
    { key: "name", value: name },
    { key: "description", value: description },
    ...pairs,
  ].map(({ key, value }) => [key.trim(), value.trim()] as const);
  return Object.fromEntries(named.filter(([key, value]) => key !== "" && value !== ""));
}

function webhookOf(
  { kind, url, secret }: WebhookChoice,
  inboxUrl: string | undefined,
): BatchBody["webhook"] | undefined {
  if (kind === "inbox") return inboxUrl === undefined ? undefined : { url: inboxUrl };
  if (kind === "none") return undefined;
  return { url: url.trim(), ...(secret === "" ? {} : { secret }) };
}
