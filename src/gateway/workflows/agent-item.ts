import type { CreateAgentRunBody } from "#contract/workflows.ts";
import type * as z from "zod/mini";
import { Problem } from "#gateway/http/problem.ts";

/** The same for every run, so that the same messages get the same answer from lanes that answer alike. */
const ITEM_ID = "agent-main-thread";

/** The one input item of a run. */
export function agentItem(
  body: z.output<typeof CreateAgentRunBody>,
  model: string,
): Record<string, unknown> {
  return {
    customer_item_id: ITEM_ID,
    operation: "responses",
    model,
    input: { messages: body.input.messages },
    ...(body.max_output_tokens === undefined ? {} : { max_output_tokens: body.max_output_tokens }),
  };
}

/** Runs the checks of a run's item; issues come back with paths in the request that the caller sent, not in the item. */
export async function withRequestPaths<Result>(check: () => Promise<Result>): Promise<Result> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof Problem) {
      for (const issue of error.details.preflight ?? []) {
        delete issue.line;
        delete issue.customer_item_id;
        if (issue.path !== undefined) issue.path = issue.path.replace(/^items\[0\]\.?/, "");
      }
    }
    throw error;
  }
}
