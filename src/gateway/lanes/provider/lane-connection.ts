import type { ManifestUrl } from "#contract/manifest/line-format.ts";
import type { BatchLane, UpstreamLimits } from "../batch-lane.ts";
import type { ProviderSecret } from "./provider-secret.ts";

/** A model as the provider has it. */
export interface UpstreamModel {
  /** Its name there. */
  name: string;
  max_output_tokens: number;
}

/** How whole batches are handed to a provider. */
export interface BatchSettings {
  /** Hours like "24h", as it is told to a provider that asks for it. */
  completion_window: string;
  limits: UpstreamLimits;
  poll: BatchLane["poll"];
  give_up_ms: number;
  /** The paths that lines may name, of a provider whose lines do. */
  endpoints: readonly ManifestUrl[];
}

/** How a lane reaches its provider; kept apart from the catalog, which everybody may read. */
export interface LaneConnection {
  lane_id: string;
  /** For the messages of failures. */
  display_name: string;
  /** With no slash at its end. */
  base_url: string;
  /** Null for a server without keys. */
  secret: ProviderSecret | null;
  /** The header in which the provider takes the key; as a bearer's in the first of these. */
  key_header: "authorization" | "x-api-key" | "x-goog-api-key";
  headers: Readonly<Record<string, string>>;
  /**
   * For a whole call, from the look-up of the name to the last byte of the answer; while a stream goes out or comes in, for the silence between two
   * pieces of it.
   */
  timeout_ms: number;
  /** The field in which a chat server takes the limit of an answer. */
  output_limit_field: "max_tokens" | "max_completion_tokens";
  /** By the catalog's slug. */
  upstream_models: ReadonlyMap<string, UpstreamModel>;
  /** Null for a lane that is called once per item. */
  batch: BatchSettings | null;
}
