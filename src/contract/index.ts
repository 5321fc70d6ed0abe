import { accounts } from "./accounts.ts";
import { apiKeys } from "./api-keys.ts";
import { batches } from "./batches.ts";
import { catalog } from "./catalog.ts";
import type { Endpoint } from "./endpoint.ts";
import { files } from "./files.ts";
import { local } from "./local.ts";
import { openai } from "./openai.ts";
import { quotes } from "./quotes.ts";
import { webhooks } from "./webhooks.ts";
import { workflows } from "./workflows.ts";

/** The whole API. Routing, client, query keys, OpenAPI and snippets are derived from this tree. */
export const contract = {
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
export type Contract = typeof contract;

export interface NamedEndpoint {
  /** `group.name`, as `batches.get`. */
  name: string;
  group: string;
  endpoint: Endpoint;
}

/** Every endpoint with its name, in the order of the tree. */
export const endpoints: readonly NamedEndpoint[] = Object.entries(contract).flatMap(
  ([group, members]) =>
    Object.entries(members).map(([name, endpoint]: [string, Endpoint]) => ({
      name: `${group}.${name}`,
      group,
      endpoint,
    })),
);

const names = new Map<Endpoint, string>(endpoints.map(({ endpoint, name }) => [endpoint, name]));

/** The name of an endpoint of the tree; another object throws. */
export function endpointName(endpoint: Endpoint): string {
  const name = names.get(endpoint);
  if (name === undefined) throw new TypeError(`Not an endpoint of the contract: ${endpoint.path}`);
  return name;
}
