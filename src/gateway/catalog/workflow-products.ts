import { AGENT_WORKFLOW } from "#contract/workflows.ts";
import type { Catalog } from "./catalog.ts";

/** A workflow that can be quoted and run. */
export interface WorkflowProductEntry {
  slug: string;
  /** `slug@vN`, as quotes and runs name it. */
  version: string;
  display_name: string;
  description: string;
  /** Used where a run names none and a lane offers it. */
  default_model: string;
}

/** One request of an agent's loop. */
export const AGENT_WORKFLOW_PRODUCT: WorkflowProductEntry = {
  slug: "agent-main-thread",
  version: AGENT_WORKFLOW,
  display_name: "Agent Main Thread",
  description:
    "One request of an agent's loop: messages in, one answer out, by webhook or by polling.",
  default_model: "gpt-4o-mini",
};

/** Every workflow on offer. */
export const WORKFLOW_PRODUCTS: readonly WorkflowProductEntry[] = [AGENT_WORKFLOW_PRODUCT];

/**
 * The model of a run that names none: the workflow's own where a lane offers it, else the first of the catalog that
 * answers in text.
 */
export function defaultModelOf(product: WorkflowProductEntry, catalog: Catalog): string {
  const { default_model } = product;
  if (catalog.findModel(default_model) !== undefined) return default_model;
  const answers = catalog.models.find(({ operations }) => operations.includes("responses"));
  return answers?.slug ?? default_model;
}

/** The workflow of this version, such as `agent-main-thread@v1`. */
export function findWorkflowProduct(version: string): WorkflowProductEntry | undefined {
  return WORKFLOW_PRODUCTS.find((product) => product.version === version);
}
