import { AGENT_WORKFLOW } from "#contract/workflows.ts";

/** A workflow that can be quoted and run. */
export interface WorkflowProductEntry {
  slug: string;
  /** `slug@vN`, as quotes and runs name it. */
  version: string;
  display_name: string;
  description: string;
  /** Used where a run names none. */
  default_model: string;
}

/** Every workflow on offer. */
export const WORKFLOW_PRODUCTS: readonly WorkflowProductEntry[] = [
  {
    slug: "agent-main-thread",
    version: AGENT_WORKFLOW,
    display_name: "Agent Main Thread",
    description:
      "One request of an agent's loop: messages in, one answer out, by webhook or by polling.",
    default_model: "gpt-4o-mini",
  },
];

/** The workflow of this version, such as `agent-main-thread@v1`. */
export function findWorkflowProduct(version: string): WorkflowProductEntry | undefined {
  return WORKFLOW_PRODUCTS.find((product) => product.version === version);
}
