import type { Operation } from "#contract/catalog.ts";
import { type ManifestUrl, OPERATION_OF_URL } from "#contract/manifest/line-format.ts";
import type { Catalog } from "#gateway/catalog/catalog.ts";
import { EgressFailure } from "#gateway/egress/egress-failure.ts";
import { parseTarget } from "#gateway/egress/target.ts";
import { LANE_EGRESS_POLICY } from "../provider/lane-egress.ts";
import { ADAPTER_TERMS } from "./adapter-terms.ts";
import { checkBatchTerms } from "./batch-mistakes.ts";
import type { LaneEntry, LanesFile } from "./lanes-file.ts";

type Report = (path: string, message: string) => void;

/**
 * Every mistake in a well-formed file that its schema cannot tell, each led by its path. A key that is not there is none
 * where the lanes are only looked at.
 */
export function lanesFileMistakes(
  file: LanesFile,
  catalog: Catalog,
  environment: Readonly<Record<string, string | undefined>>,
  { mayLackKeys }: { mayLackKeys: boolean },
): string[] {
  const mistakes: string[] = [];
  const report: Report = (path, message) => void mistakes.push(`${path}: ${message}`);
  const laneIds = new Set<string>();
  const models = takeNewModels(file, catalog, report);
  file.lanes.forEach((lane, at) => {
    const path = `lanes[${at}]`;
    take(laneIds, lane.lane_id, `${path}.lane_id`, report);
    checkUrl(lane, `${path}.base_url`, report);
    if (!mayLackKeys || hasKey(lane, environment))
      checkKey(lane, environment, `${path}.api_key_env`, report);
    checkHeaders(lane, `${path}.headers`, report);
    checkBatchTerms(lane, path, report);
    checkModels(lane, models, path, report);
  });
  return mistakes;
}

function take(taken: Set<string>, name: string, path: string, report: Report): void {
  if (taken.has(name)) report(path, `"${name}" is there already`);
  taken.add(name);
}

/** What is known of every model by each of its names: its slug, and what it does. */
type KnownModels = ReadonlyMap<string, { slug: string; operations: readonly Operation[] }>;

function takeNewModels(file: LanesFile, catalog: Catalog, report: Report): KnownModels {
  const known = new Map<string, { slug: string; operations: readonly Operation[] }>();
  for (const model of catalog.models)
    for (const name of [model.slug, ...model.aliases]) known.set(name, model);
  file.lanes.forEach((lane, at) =>
    lane.models.forEach(({ model: slug, new_model }, nth) => {
      if (new_model === undefined) return;
      const path = `lanes[${at}].models[${nth}].new_model`;
      for (const name of [slug, ...new_model.aliases]) {
        if (known.has(name))
          report(path, `"${name}" is the name of a model already; leave new_model out`);
        else known.set(name, { slug, operations: new_model.operations });
      }
    }),
  );
  return known;
}

function checkUrl({ base_url, adapter }: LaneEntry, path: string, report: Report): void {
  const { version_path } = ADAPTER_TERMS[adapter];
  try {
    const { url } = parseTarget(base_url, LANE_EGRESS_POLICY);
    if (url.search !== "" || url.hash !== "") report(path, "Expected an address without ? and #");
    if (version_path !== null && url.pathname.replace(/\/+$/, "").endsWith(version_path))
      report(path, `Expected an address without ${version_path}, which the lane adds itself`);
  } catch (error) {
    if (!(error instanceof EgressFailure)) throw error;
    report(path, error.message);
  }
}

function hasKey(
  { api_key_env }: LaneEntry,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return api_key_env !== undefined && (environment[api_key_env] ?? "") !== "";
}

function checkKey(
  { api_key_env }: LaneEntry,
  environment: Readonly<Record<string, string | undefined>>,
  path: string,
  report: Report,
): void {
  if (api_key_env === undefined) return;
  const key = environment[api_key_env];
  if (key === undefined || key === "") report(path, `the variable ${api_key_env} is not set`);
  else if (!/^[\x21-\x7e]{1,4096}$/.test(key))
    report(
      path,
      `the variable ${api_key_env} holds what no key can be: blanks, line breaks or signs beyond ASCII`,
    );
}

/** Headers that the lane sets itself, or that would carry a secret. */
const OWN_HEADERS =
  /^(?:host|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|accept|accept-encoding|content-.*)$/i;
const SECRET_HEADERS =
  /^(?:authorization|proxy-authorization|cookie|(?:x-)?api-key|x-goog-api-key|x-auth-token)$/i;

function checkHeaders({ headers }: LaneEntry, path: string, report: Report): void {
  for (const [name, value] of Object.entries(headers)) {
    const at = `${path}.${name}`;
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/.test(name))
      report(at, "no header can have this name");
    else if (OWN_HEADERS.test(name)) report(at, "this header is set by the lane itself");
    else if (SECRET_HEADERS.test(name))
      report(at, "a key belongs in the variable that api_key_env names");
    if (!/^[\x20-\x7e]{0,1000}$/.test(value))
      report(at, "Expected at most 1000 characters of ASCII on one line");
  }
}

function checkModels(lane: LaneEntry, known: KnownModels, lanePath: string, report: Report): void {
  const offered = new Set<string>();
  lane.models.forEach(({ model: name, source, read_on }, nth) => {
    const path = `${lanePath}.models[${nth}]`;
    const model = known.get(name);
    take(offered, model?.slug ?? name, `${path}.model`, report);
    if (model === undefined)
      report(`${path}.model`, `the catalog has no "${name}"; say under new_model what it is`);
    else checkOperations(lane, model.operations, `${path}.model`, report);
    if ((source === undefined) !== (read_on === undefined))
      report(path, "source and read_on are given together");
  });
}

/** A quote looks at what a model does and not at how a lane asks it, so the lane must be able to ask for all of it. */
function checkOperations(
  lane: LaneEntry,
  operations: readonly Operation[],
  path: string,
  report: Report,
): void {
  const able = operationsOf(lane);
  const wrong = operations.filter((operation) => !able.has(operation));
  if (wrong.length > 0)
    report(path, `a lane of the kind ${lane.adapter} cannot do ${wrong.join(" and ")}`);
}

/** What a lane can be asked for, with the endpoints that it has. */
function operationsOf({ adapter, batch }: LaneEntry): ReadonlySet<Operation> {
  const { operations } = ADAPTER_TERMS[adapter];
  const endpoints = batch?.endpoints;
  if (endpoints === undefined) return new Set(operations);
  const isEmbedding = (endpoint: ManifestUrl): boolean =>
    OPERATION_OF_URL[endpoint] === "embeddings";
  return new Set(
    operations.filter((operation) =>
      endpoints.some((endpoint) => isEmbedding(endpoint) === (operation === "embeddings")),
    ),
  );
}
