import { createHash, timingSafeEqual } from "node:crypto";
import { problem } from "#gateway/http/problem.ts";
import type { RawRoute } from "#gateway/http/routes.ts";
import { expose } from "./exposition.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";

/** Who may read the metrics: whoever has the token; without one everybody, or nobody. */
export interface MetricsAccess {
  token: string | null;
  /** Whether they are open where there is no token: to this machine alone, so in local mode on loopback. */
  isOpen: boolean;
}

/** `GET /metrics`; outside the contract, as `/openapi.json` is: it is the operator's, not the client's. */
export function metricsRoute(
  { registry }: Pick<GatewayMetrics, "registry">,
  figures: { refresh(): Promise<void> },
  access: MetricsAccess,
): RawRoute {
  return {
    method: "GET",
    path: "/metrics",
    async handle({ headers }) {
      admit(access, headers.get("authorization"));
      await figures.refresh();
      const { contentType, text } = await expose(registry, headers.get("accept"));
      return new Response(text, {
        headers: { "content-type": contentType, "cache-control": "no-store" },
      });
    },
  };
}

function admit({ token, isOpen }: MetricsAccess, authorization: string | null): void {
  if (token === null) {
    if (isOpen) return;
    throw problem("not_found", "The metrics are off.", {
      fix: "Start the gateway with BATCHROUTER_METRICS_TOKEN, and send that as the bearer token.",
    });
  }
  if (!isEqual(authorization ?? "", `Bearer ${token}`)) {
    throw problem("unauthenticated", "The metrics want their own bearer token.", {
      fix: "Send BATCHROUTER_METRICS_TOKEN of the gateway as the bearer token.",
    });
  }
}

/** In a time that tells nothing of where they differ; hashed, because only equal lengths can be compared so. */
function isEqual(left: string, right: string): boolean {
  const [one, other] = [left, right].map((text) => createHash("sha256").update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
