import type { Egress } from "#gateway/egress/egress.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";

/** The way out that webhooks are sent by, with the attempts counted by what the receiver said. */
export function meterWebhooks(
  { webhooks }: Pick<GatewayMetrics, "webhooks">,
  egress: Egress,
): Egress {
  return {
    ...egress,
    async send(request) {
      let outcome = "failed";
      try {
        const answer = await egress.send(request);
        outcome = outcomeOf(answer.status);
        return answer;
      } finally {
        webhooks.attempts.inc({ outcome });
      }
    },
  };
}

function outcomeOf(status: number): string {
  if (status >= 200 && status < 300) return "delivered";
  return status === 410 ? "gone" : "refused";
}
