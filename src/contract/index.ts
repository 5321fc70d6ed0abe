import { accounts } from "./accounts.ts";
import { apiKeys } from "./api-keys.ts";
import { batches } from "./batches.ts";
import { catalog } from "./catalog.ts";
import type { Endpoint } from "./endpoint.ts";
import { files } from "./files.ts";
import { local } from "./local.ts";
import { quotes } from "./quotes.ts";
import { webhooks } from "./webhooks.ts";
import { workflows } from "./workflows.ts";

/** The product's own API: client, query keys and the ledger go by this tree. `whole-api.ts` has OpenAI's forms besides. */
export const contract = {
  accounts,
  apiKeys,
  catalog,
  quotes,
  files,
  batches,
  webhooks,
  workflows,
  local,
};
export type Contract = typeof contract;

export interface NamedEndpoint {
  /** `group.name`, as `batches.get`. */
  name: string;
  group: string;
  endpoint: Endpoint;
}

const names = new Map<Endpoint, string>();

/** Every endpoint of a tree with its name, in the order of the tree; from then on `endpointName` knows them. */
export function nameEndpoints(
  tree: Readonly<Record<string, Readonly<Record<string, Endpoint>>>>,
): readonly NamedEndpoint[] {
  const named = Object.entries(tree).flatMap(([group, members]) =>
    Object.entries(members).map(([name, endpoint]) => ({
      name: `${group}.${name}`,
      group,
      endpoint,
    })),
  );
  for (const { endpoint, name } of named) names.set(endpoint, name);
  return named;
}

/** Every endpoint of the product's own API. */
export const endpoints = nameEndpoints(contract);

/** The name of an endpoint of a tree; another object throws. */
export function endpointName(endpoint: Endpoint): string {
  const name = names.get(endpoint);
  if (name === undefined) throw new TypeError(`Not an endpoint of the contract: ${endpoint.path}`);
  return name;
}
