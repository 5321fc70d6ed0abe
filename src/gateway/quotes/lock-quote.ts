import type { PreflightIssue } from "#contract/error-envelope.ts";
import { newId, toMicros, toMoney, type OrgId } from "#contract/primitives.ts";
import type { RandomBytes } from "#contract/random-bytes.ts";
import { FEE_BASIS_POINTS, ModelQuoteBody, QUOTE_LOCK_SECONDS } from "#contract/quotes.ts";
import type { Catalog } from "../catalog/catalog.ts";
import {
  defaultModelOf,
  findWorkflowProduct,
  WORKFLOW_PRODUCTS,
} from "../catalog/workflow-products.ts";
import type { Queryable } from "../database/database.ts";
import type { Expressibility } from "../expressibility/expressibility.ts";
import { inexpressibleIssue } from "../expressibility/inexpressible-items.ts";
import { getFile } from "../files/file-store.ts";
import { preflightProblem } from "../http/preflight-problem.ts";
import { problem } from "../http/problem.ts";
import type { JudgedGroup } from "./judge-lanes.ts";
import type { LaneSnapshot } from "./lane-candidate.ts";
import type { QuoteTerms } from "./quote-terms.ts";
import { quoteWork, type QuotedWork } from "./quote-work.ts";
import { insertQuote, type StoredQuote } from "./quote-store.ts";
import { readWork } from "./read-work.ts";
import { findUnknownRegions, findUnknownTools } from "./unknown-names.ts";
import { DEFAULT_OUTPUT_TOKENS_PER_ITEM } from "./work.ts";

export interface QuoteDependencies {
  catalog: Catalog;
  entropy: RandomBytes;
  expressibility: Expressibility;
  /** How the lanes are at this moment, out of memory: it is asked inside transactions. */
  laneStates: () => LaneSnapshot;
}

/** Workflow runs to quote: a number of them, or the very items that they will submit. */
export interface WorkflowQuoteBody {
  /** `slug@vN` */
  workflow: string;
  estimated_items: number;
  model?: string | undefined;
  items?: Record<string, unknown>[] | undefined;
}

export type QuoteRequest = { org_id: OrgId; now: Date } & (
  | { kind: "model"; body: ModelQuoteBody }
  | { kind: "workflow"; body: WorkflowQuoteBody }
);

/** Quotes the work and writes the quote; throws as `prepareQuote` does. */
export async function lockQuote(
  dependencies: QuoteDependencies,
  queryable: Queryable,
  request: QuoteRequest,
): Promise<StoredQuote> {
  const quote = await prepareQuote(dependencies, queryable, request);
  await insertQuote(queryable, quote);
  return quote;
}

/**
 * Quotes the work at rates that will be locked for ten minutes, and writes nothing yet: checking thousands of items is no
 * work for a transaction. Throws `preflight_failed` with every reason when the work cannot be quoted, `not_found` for
 * an unknown file or workflow.
 */
export async function prepareQuote(
  dependencies: QuoteDependencies,
  queryable: Queryable,
  request: QuoteRequest,
): Promise<StoredQuote> {
  const { catalog, entropy, laneStates } = dependencies;
  const { org_id, now, kind } = request;
  const body = request.kind === "model" ? request.body : workflowAsModelBody(catalog, request.body);
  const work = await readQuotedWork(dependencies, queryable, org_id, body);
  const terms = termsOf(body, FEE_BASIS_POINTS[kind]);
  const quoted = quoteWork(work, terms, laneStates(), now);
  if (!quoted.ok) throw preflightProblem(quoted.unserved.flatMap(noLane));
  const { figures } = quoted;
  if (terms.max_price_micros !== null && figures.total_micros > terms.max_price_micros) {
    throw preflightProblem([overMaxPrice(figures.total_micros, terms.max_price_micros)]);
  }
  return {
    id: newId("quote", now.getTime(), entropy),
    org_id,
    kind,
    routing_mode: body.routing_mode,
    sla_tier: body.sla_tier,
    privacy_tier: body.privacy_tier,
    allowed_regions: body.allowed_regions,
    item_count: work.groups.reduce((sum, { items }) => sum + items, 0),
    models: [...work.models.keys()],
    input_file_id: body.input_file_id ?? null,
    ...figures,
    batch_id: null,
    used_at: null,
    created_at: now,
    expires_at: new Date(now.getTime() + QUOTE_LOCK_SECONDS * 1_000),
  };
}

/** The work that a body asks to be priced; throws `preflight_failed` with each unknown name, `not_found` for an unknown file. */
export async function readQuotedWork(
  { catalog, expressibility }: Pick<QuoteDependencies, "catalog" | "expressibility">,
  queryable: Queryable,
  org_id: OrgId,
  body: ModelQuoteBody,
): Promise<QuotedWork> {
  const typos = [
    ...findUnknownRegions(body.allowed_regions, catalog),
    ...findUnknownTools(body.hosted_tools ?? [], catalog),
  ];
  if (typos.length > 0) throw preflightProblem(typos);
  return readWork(
    catalog,
    body,
    async (file_id) => expressibility.groupsOfFile(await getFile(queryable, { file_id, org_id })),
    expressibility.countItems(),
  );
}

/** A workflow run is a batch of one inside: its quote is that of a batch, but for the fee. */
function workflowAsModelBody(
  catalog: Catalog,
  { workflow, model, items, estimated_items }: WorkflowQuoteBody,
): ModelQuoteBody {
  const product = findWorkflowProduct(workflow);
  if (product === undefined) {
    const known = WORKFLOW_PRODUCTS.map(({ version }) => version).join(", ");
    throw problem(
      "not_found",
      `There is no workflow ${JSON.stringify(workflow)}. There is ${known}.`,
    );
  }
  const asked = model ?? defaultModelOf(product, catalog);
  return ModelQuoteBody.parse({ model: asked, estimated_items, items });
}

/** The terms that a body asks for, at this fee. */
export function termsOf(body: ModelQuoteBody, fee_basis_points: number): QuoteTerms {
  return {
    routing_mode: body.routing_mode,
    sla_tier: body.sla_tier,
    privacy_tier: body.privacy_tier,
    allowed_regions: body.allowed_regions,
    hosted_tools: body.hosted_tools ?? [],
    max_price_micros: body.max_price === undefined ? null : toMicros(body.max_price),
    fee_basis_points,
    assumed_output_tokens_per_item:
      body.estimated_output_tokens_per_item ?? DEFAULT_OUTPUT_TOKENS_PER_ITEM,
  };
}

/** Why no lane takes a group: each lane's own reason. */
export function noLane({ group, rejected }: JudgedGroup): PreflightIssue[] {
  const work = `${group.operation} on ${group.models.join(" or ")}`;
  const lanes = rejected.flatMap(({ lane_id, candidate, rejection }): PreflightIssue[] => {
    if (rejection === null) return [];
    const lane = `${lane_id}, ${candidate.model.slug}`;
    const items = group.inexpressible?.get(lane_id);
    if (rejection.code === "not_expressible" && items !== undefined)
      return [inexpressibleIssue(lane, items)];
    return [{ code: rejection.code, message: `${lane}: ${rejection.message}` }];
  });
  return [{ code: "no_lane", message: `No lane can take the work: ${work}.` }, ...lanes];
}

/** That the work comes to more than the caller would pay. */
export function overMaxPrice(total: bigint, max: bigint): PreflightIssue {
  const message = `The work comes to $${toMoney(total).amount} with the fee, above max_price $${toMoney(max).amount}.`;
  return { code: "over_max_price", message, path: "max_price" };
}
