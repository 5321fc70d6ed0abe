import { readFile } from "node:fs/promises";
import type { Catalog, CatalogModel } from "#gateway/catalog/catalog.ts";
import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import { checkContent } from "#gateway/catalog/check-content.ts";
import { type AddedLane, withLanes } from "#gateway/catalog/with-lanes.ts";
import { ConfigMistake } from "#gateway/config-mistake.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { ProviderSecret } from "../provider/provider-secret.ts";
import { ADAPTER_TERMS } from "./adapter-terms.ts";
import { batchSettingsOf, completionWindowOf, expectationOf } from "./lane-terms.ts";
import { type LaneEntry, LanesFile } from "./lanes-file.ts";
import { lanesFileMistakes } from "./lanes-file-mistakes.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The lanes that a gateway runs with. */
export interface ConfiguredLanes {
  /** With the configured lanes in it. */
  catalog: Catalog;
  /** How each configured lane reaches its provider, by lane id. */
  connections: ReadonlyMap<string, LaneConnection>;
}

/**
 * Adds the lanes of the file at `path` to the catalog, the keys taken from the environment. Throws a `ConfigMistake` with
 * every mistake, each led by its path; no key is in it. Without a path the catalog stays as it is. Only who looks at the lanes
 * and runs no batch on them may do without keys.
 */
export async function loadLanes(
  path: string | null,
  catalog: Catalog,
  environment: Environment,
  { mayLackKeys = false } = {},
): Promise<ConfiguredLanes> {
  if (path === null) return { catalog, connections: new Map() };
  const file = await readLanesFile(path, catalog, environment, mayLackKeys);
  const models = file.lanes.flatMap(newModelsOf);
  const added = withLanes(catalog, {
    lanes: file.lanes.map(addedLane),
    models,
    keepsSandbox: file.sandbox,
  });
  const connections = file.lanes.map((entry) => connectionOf(entry, added, environment));
  return {
    catalog: added,
    connections: new Map(connections.map((connection) => [connection.lane_id, connection])),
  };
}

async function readLanesFile(
  path: string,
  catalog: Catalog,
  environment: Environment,
  mayLackKeys: boolean,
): Promise<LanesFile> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    const why = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    throw new ConfigMistake(`BATCHROUTER_LANES names ${path}, which cannot be read${why}.`, {
      cause,
    });
  });
  const checked = checkContent(LanesFile, parsed(path, text));
  if (checked.mistakes !== null) throw mistaken(path, checked.mistakes);
  const mistakes = lanesFileMistakes(checked.value, catalog, environment, { mayLackKeys });
  if (mistakes.length > 0) throw mistaken(path, mistakes);
  return checked.value;
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw mistaken(path, [`not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function mistaken(path: string, mistakes: readonly string[]): ConfigMistake {
  const lines = mistakes.map((mistake) => `  ${mistake}`).join("\n");
  return new ConfigMistake(`BATCHROUTER_LANES names ${path}, which cannot be used:\n${lines}`);
}

function newModelsOf({ models }: LaneEntry): Omit<CatalogModel, "offerings">[] {
  return models.flatMap(({ model: slug, new_model }) => {
    if (new_model === undefined) return [];
    const { max_input_tokens = new_model.context_window } = new_model;
    return { ...new_model, slug, max_input_tokens };
  });
}

const OPERATOR = "stated by who runs the gateway";

function addedLane(entry: LaneEntry): AddedLane {
  const { lane_id, provider, display_name, region, privacy_tiers, adapter, concurrency } = entry;
  const lane: ProviderCatalogLane = {
    lane_id,
    provider,
    display_name,
    region,
    adapter,
    privacy_tiers,
    hosted_tools: [],
    completion_window: completionWindowOf(entry),
    concurrency,
    requests_per_minute: entry.requests_per_minute ?? null,
    expected: expectationOf(entry),
  };
  const offerings = entry.models.map((stated) => ({
    model: stated.model,
    hosted_tools: [],
    input_price_per_million: stated.input_price_per_million,
    output_price_per_million: stated.output_price_per_million,
    batch_discount: stated.batch_discount,
    source: stated.source ?? OPERATOR,
    read_on: stated.read_on ?? null,
    // Whoever runs the gateway charges by these prices: there is nobody whose word would count more.
    confirmed: true,
  }));
  return { lane, offerings };
}

function connectionOf(
  entry: LaneEntry,
  catalog: Catalog,
  environment: Environment,
): LaneConnection {
  const { lane_id, display_name, api_key_env, headers, timeout_ms } = entry;
  const terms = ADAPTER_TERMS[entry.adapter];
  const upstream = entry.models.flatMap(({ model: name, upstream_model }) => {
    const model = catalog.findModel(name);
    if (model === undefined) return [];
    const { slug, max_output_tokens } = model;
    return [[slug, { name: upstream_model, max_output_tokens }] as const];
  });
  return {
    lane_id,
    display_name,
    base_url: entry.base_url.replace(/\/+$/, ""),
    secret:
      api_key_env === undefined
        ? null
        : new ProviderSecret(api_key_env, environment[api_key_env] ?? ""),
    key_header: terms.key_header,
    headers,
    timeout_ms,
    output_limit_field: entry.output_limit_field ?? terms.output_limit_field,
    upstream_models: new Map(upstream),
    batch: batchSettingsOf(entry),
  };
}
