import type { ProviderSecret } from "./provider-secret.ts";

/** A model as the provider has it. */
export interface UpstreamModel {
  /** Its name there. */
  name: string;
  max_output_tokens: number;
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
  headers: Readonly<Record<string, string>>;
  /** For a whole call, from the look-up of the name to the last byte of the answer. */
  timeout_ms: number;
  /** The field in which a chat server takes the limit of an answer. */
  output_limit_field: "max_tokens" | "max_completion_tokens";
  /** By the catalog's slug. */
  upstream_models: ReadonlyMap<string, UpstreamModel>;
}
