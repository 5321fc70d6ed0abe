import type {
  CatalogModel as WireModel,
  catalog as endpoints,
  WorkflowProduct,
} from "#contract/catalog.ts";
import { toMoney } from "#contract/primitives.ts";
import { FEE_BASIS_POINTS } from "#contract/quotes.ts";
import type { HealthEndpoints } from "../health/health-handlers.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import type { Catalog, CatalogModel } from "./catalog.ts";
import type { LaneStates } from "./lane-states.ts";
import {
  defaultModelOf,
  WORKFLOW_PRODUCTS,
  type WorkflowProductEntry,
} from "./workflow-products.ts";

export interface CatalogHandlerDependencies {
  catalog: Catalog;
  laneStates: LaneStates;
  /** What one run of a workflow on this model comes to at the usual length, our fee included, in micro-dollars. */
  exampleTotalMicros: (model: string) => bigint;
}

interface ModelFilter {
  operation?: WireModel["operations"][number] | undefined;
  provider?: string | undefined;
  hosted_tool?: string | undefined;
}

export function createCatalogHandlers(
  dependencies: CatalogHandlerDependencies,
): Omit<Handlers<typeof endpoints>, keyof HealthEndpoints> {
  const { catalog, laneStates } = dependencies;
  return {
    async listModels({ query }) {
      await laneStates.refresh();
      const states = laneStates.current();
      const data = catalog.models.flatMap((model) =>
        wireModel(model, query, (id) => states.get(id)?.health ?? "healthy"),
      );
      return {
        data,
        provider_count: catalog.provider_count,
        pricing_updated_at: catalog.pricing_updated_at,
      };
    },

    async listWorkflowProducts() {
      return { data: WORKFLOW_PRODUCTS.map((product) => wireProduct(product, dependencies)) };
    },

    async getWorkflowProduct({ params: { slug } }) {
      const product = WORKFLOW_PRODUCTS.find((entry) => entry.slug === slug);
      if (product === undefined)
        throw problem("not_found", `There is no workflow ${JSON.stringify(slug)}.`);
      return wireProduct(product, dependencies);
    },

    async listLanes() {
      await laneStates.refresh();
      return { data: [...laneStates.current().values()] };
    },
  };
}

/** The model with the offerings that pass the filter, in a list; an empty list when it does not pass itself. */
function wireModel(
  model: CatalogModel,
  { operation, provider, hosted_tool }: ModelFilter,
  healthOf: (lane_id: string) => WireModel["provider_offerings"][number]["health"],
): WireModel[] {
  if (operation !== undefined && !model.operations.includes(operation)) return [];
  const isOwner = provider === undefined || isSameName(model.provider, provider);
  const offerings = model.offerings.filter(
    ({ lane, hosted_tools }) =>
      (isOwner || isSameName(lane.provider, provider)) &&
      (hosted_tool === undefined || hosted_tools.includes(hosted_tool)),
  );
  if (offerings.length === 0) return [];
  const {
    slug,
    aliases,
    display_name,
    operations,
    context_window,
    max_input_tokens,
    max_output_tokens,
  } = model;
  return [
    {
      slug,
      aliases: [...aliases],
      display_name,
      provider: model.provider,
      operations,
      context_window,
      max_input_tokens,
      max_output_tokens,
      provider_offerings: offerings.map(({ lane, ...offering }) => ({
        lane_id: lane.lane_id,
        provider: lane.provider,
        region: lane.region,
        privacy_tiers: lane.privacy_tiers,
        input_price_per_million: offering.input_price_per_million,
        output_price_per_million: offering.output_price_per_million,
        batch_discount: offering.batch_discount,
        hosted_tools: [...offering.hosted_tools],
        completion_window: lane.completion_window,
        health: healthOf(lane.lane_id),
        read_on: offering.read_on,
        confirmed: offering.confirmed,
        source: offering.source,
      })),
    },
  ];
}

function isSameName(name: string, asked: string): boolean {
  return name.toLowerCase() === asked.toLowerCase();
}

function wireProduct(
  product: WorkflowProductEntry,
  { catalog, exampleTotalMicros }: CatalogHandlerDependencies,
): WorkflowProduct {
  const default_model = defaultModelOf(product, catalog);
  return {
    slug: product.slug,
    version: product.version,
    display_name: product.display_name,
    description: product.description,
    fee_percent: (FEE_BASIS_POINTS.workflow / 100).toFixed(2),
    default_model,
    example_total: toMoney(exampleTotalMicros(default_model)),
  };
}
