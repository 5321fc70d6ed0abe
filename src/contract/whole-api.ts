import type { Endpoint } from "./endpoint.ts";
import {
  accounts,
  apiKeys,
  batches,
  catalog,
  files,
  local,
  quotes,
  webhooks,
  workflows,
} from "./product-api.ts";
import { openai } from "./openai.ts";

/** The whole API: the product's own, and files and batches in OpenAI's forms. Routing, OpenAPI and the reference go by it. */
export const wholeApi = {
  accounts,
  apiKeys,
  catalog,
  quotes,
  files,
  batches,
  webhooks,
  workflows,
  openai,
  local,
};
export type WholeApi = typeof wholeApi;

export interface NamedEndpoint {
  /** `group.name`, as `batches.get`. */
  name: string;
  group: string;
  endpoint: Endpoint;
}

/** Every endpoint there is with its name, in the order of the tree. */
export const allEndpoints: readonly NamedEndpoint[] = Object.entries(wholeApi).flatMap(
  ([group, members]) =>
    Object.entries<Endpoint>(members).map(([name, endpoint]) => ({
      name: `${group}.${name}`,
      group,
      endpoint,
    })),
);
