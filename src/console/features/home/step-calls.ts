import { PLACEHOLDER_PASSWORD } from "#contract/accounts.ts";
import type { Endpoint } from "#contract/endpoint.ts";
import { accounts, apiKeys, batches, quotes, workflows } from "#contract/product-api.ts";

interface StepCall {
  endpoint: Endpoint;
  input: { params?: Record<string, string>; body?: unknown };
}

/** The receiver of the product's own examples. */
export const HOOK = "https://your-endpoint.example.com/hook";

/** The six calls of the product's own page, by the number of their step. */
export function stepCall(number: number, latestBatchId: string | null): StepCall {
  switch (number) {
    case 1:
      return {
        endpoint: accounts.register,
        input: {
          body: {
            agent_name: "my-agent",
            email: "agent@example.com",
            password: PLACEHOLDER_PASSWORD,
          },
        },
      };
    case 2:
      return { endpoint: accounts.verifyEmail, input: { body: { token: "<token from email>" } } };
    case 3:
      return { endpoint: apiKeys.create, input: { body: { label: "prod-agent-key" } } };
    case 4:
      return {
        endpoint: quotes.createForModel,
        input: {
          body: { models: ["gpt-4o-mini"], routing_mode: "cheapest", estimated_items: 1_000 },
        },
      };
    case 5:
      return { endpoint: batches.get, input: { params: { id: latestBatchId ?? "bat_…" } } };
    default:
      return {
        endpoint: workflows.createAgentRun,
        input: {
          body: {
            input: { messages: [{ role: "user", content: "..." }] },
            webhook: { url: HOOK },
          },
        },
      };
  }
}
