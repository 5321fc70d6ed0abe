import type { SandboxCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import { loadCatalog } from "#gateway/catalog/catalog.ts";
import { type Lane, LaneFailure, type LaneRequest, type SyncLane } from "../lane.ts";
import { createLanes } from "../registry.ts";
import { createSandboxLane } from "./sandbox-lane.ts";
import type { SandboxSettings } from "./scenarios.ts";
import { wait } from "./wait.ts";

export const catalog = await loadCatalog();
export const QUESTION =
  "Janet’s ducks lay 16 eggs per day. She eats 3. How many are left? End with the answer after ####.";

export function catalogLane(laneId: string): SandboxCatalogLane {
  const lane = catalog.lanes.find(({ lane_id }) => lane_id === laneId);
  if (lane?.adapter !== "sandbox") throw new Error(`no sandbox lane ${laneId}`);
  return lane;
}

/** A lane that never fails by itself, so that a test sees only what it asked for. */
export function steady(laneId: string): SandboxCatalogLane {
  const lane = catalogLane(laneId);
  return { ...lane, sandbox: { ...lane.sandbox, failure_rate: 0, rate_limit_rate: 0 } };
}

export function settingsOf(change: Partial<SandboxSettings> = {}): SandboxSettings {
  return { scenario: "calm", seed: 7, speed: 1_000, failure_rates: {}, ...change };
}

export function requestOf(text: string, change: Partial<LaneRequest> = {}): LaneRequest {
  return {
    custom_id: "item-1",
    format: "openai_batch",
    operation: "responses",
    url: "/v1/chat/completions",
    model: "gpt-4o-mini",
    body: { model: "gpt-4o-mini", messages: [{ role: "user", content: text }] },
    prompt_text: text,
    max_output_tokens: null,
    temperature: null,
    item_index: 0,
    attempt: 1,
    batch_seed: "bat_1",
    ...change,
  };
}

/** Every lane of the catalog that comes with the gateway, by id. */
export function sandboxLanes(settings: () => SandboxSettings): Map<string, SyncLane> {
  const access = { open: () => Promise.reject(new Error("no provider")), now: () => new Date(0) };
  const lanes = createLanes(catalog, { settings, wait, connections: new Map(), access });
  return new Map([...lanes].filter((entry): entry is [string, SyncLane] => isSync(entry[1])));
}

function isSync(lane: Lane): lane is SyncLane {
  return lane.kind === "sync";
}

export const never = new AbortController().signal;

export function call(request: LaneRequest, settings = settingsOf(), lane = steady("lane_openai")) {
  return createSandboxLane(lane, () => settings, wait).call(request, never);
}

export async function failureCode(
  request: LaneRequest,
  settings = settingsOf(),
  lane = steady("lane_openai"),
) {
  const failure: unknown = await call(request, settings, lane).then(
    () => null,
    (error: unknown) => error,
  );
  if (failure !== null && !(failure instanceof LaneFailure)) throw failure;
  return failure?.code ?? "none";
}
