import { isTerminal } from "#contract/batch-states.ts";
import { ApiError, type Client } from "#contract/client.ts";
import {
  endpointName,
  type Endpoint,
  type EndpointInput,
  type EndpointOutput,
} from "#contract/endpoint.ts";
import {
  accounts,
  apiKeys,
  batches,
  catalog,
  files,
  quotes,
  webhooks,
  workflows,
} from "#contract/product-api.ts";
import { newId } from "#contract/primitives.ts";
import { readLedger } from "../../../api/ledger.ts";
import type { Credentials } from "../../../environments/credentials.ts";
import type { Environment } from "../../../environments/environment.ts";
import { confirmLive } from "../../../environments/live-guard.ts";
import { observe, type ObservedAnswer } from "./observed-answer.ts";

/** A call of the walk and what was seen; null where the environment has no credentials for it. */
export interface WalkedCall {
  /** Names the step, the same in every environment. */
  step: string;
  call: string;
  observed: ObservedAnswer | null;
}

export interface Walk {
  environment: Environment;
  client: Client;
  credentials: Credentials;
  signal: AbortSignal;
}

const NEWEST = { query: { limit: 5 } };
const itemsFor = (model: string) => [
  {
    customer_item_id: "one",
    operation: "responses" as const,
    model,
    input: { messages: [{ role: "user" as const, content: "Name a river." }] },
  },
];
/** How long a batch of one item is waited for, and how often it is asked. */
const LIFECYCLE_MS = 120_000;
const POLL_MS = 1_500;

class Walker {
  readonly calls: WalkedCall[] = [];
  readonly #walk: Walk;

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  /** Makes a call and notes its answer under the step; undefined where it failed or could not be made. */
  async take<E extends Endpoint>(
    step: string,
    endpoint: E,
    input: EndpointInput<E>,
  ): Promise<EndpointOutput<E> | undefined> {
    const { client, environment, signal } = this.#walk;
    const call = `${endpoint.method} ${endpoint.path}`;
    if (!this.#may(endpoint)) {
      this.calls.push({ step, call, observed: null });
      return undefined;
    }
    await confirmLive(environment, endpoint);
    const key =
      endpoint.requiresIdempotencyKey === true ? { idempotencyKey: newId("request") } : {};
    const answer = client.call(endpoint, input, { signal, ...key });
    // The client tells of a call as it goes out: the newest one is this.
    const number = readLedger(environment.id).calls.at(-1)?.number;
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return undefined;
    } finally {
      const exchange = readLedger(environment.id).calls.find((one) => one.number === number);
      if (exchange !== undefined)
        this.calls.push({ step, call, observed: observe(endpoint, exchange) });
    }
  }

  #may({ auth }: Endpoint): boolean {
    const { session_token, api_key } = this.#walk.credentials;
    if (auth.kind === "none") return true;
    return auth.kind === "session"
      ? session_token !== undefined
      : (api_key ?? session_token) !== undefined;
  }
}

/** The calls that change nothing: what is there, and how what is not there is refused. Gives a model that answers. */
async function readOnly(walker: Walker): Promise<string | undefined> {
  const read = <E extends Endpoint>(endpoint: E, input: EndpointInput<E>) =>
    walker.take(endpointName(endpoint), endpoint, input);
  await read(catalog.health, {});
  const models = await read(catalog.listModels, {});
  await read(catalog.listWorkflowProducts, {});
  await read(catalog.listLanes, {});
  await read(accounts.get, {});
  await read(accounts.ledger, {});
  await read(apiKeys.list, NEWEST);
  await read(files.list, NEWEST);
  await read(batches.list, NEWEST);
  await read(webhooks.get, {});
  await read(webhooks.listDeliveries, NEWEST);
  await read(workflows.listAgentRuns, NEWEST);
  const missing = { params: { id: newId("batch") } };
  await walker.take("batches.get, of none", batches.get, missing);
  return modelOf(models);
}

/** With care: an answer off the contract may hold anything. */
function modelOf(models: EndpointOutput<typeof catalog.listModels> | undefined) {
  try {
    return models?.data.find(({ operations }) => operations.includes("responses"))?.slug;
  } catch {
    return undefined;
  }
}

/** A batch of one item from its quote to its bill. */
async function lifecycle(walker: Walker, model: string, signal: AbortSignal): Promise<void> {
  const items = itemsFor(model);
  const quote = await walker.take("quotes.createForModel", quotes.createForModel, {
    body: { items },
  });
  if (quote === undefined) return;
  const created = await walker.take("batches.create", batches.create, {
    body: { quote_id: quote.quote_id, items },
  });
  if (created === undefined) return;
  const params = { id: created.batch.id };
  const until = Date.now() + LIFECYCLE_MS;
  let batch = await walker.take("batches.get", batches.get, { params });
  while (batch !== undefined && !isTerminal(batch.status) && Date.now() < until) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    // The same step once more: the last answer is the one that is compared.
    walker.calls.pop();
    batch = await walker.take("batches.get", batches.get, { params });
  }
  await walker.take("batches.results", batches.results, { params });
  await walker.take("batches.events", batches.events, { params });
  await walker.take("batches.routeReceipts", batches.routeReceipts, { params });
  await walker.take("batches.billingReceipt", batches.billingReceipt, { params });
  await walker.take("batches.artifactUrl", batches.artifactUrl, {
    params,
    query: { kind: "output" },
  });
}

/** Takes the walk through one environment; every call lands in its ledger. */
export async function takeWalk(walk: Walk, withLifecycle: boolean): Promise<WalkedCall[]> {
  const walker = new Walker(walk);
  const model = await readOnly(walker);
  if (withLifecycle && model !== undefined) await lifecycle(walker, model, walk.signal);
  return walker.calls;
}
