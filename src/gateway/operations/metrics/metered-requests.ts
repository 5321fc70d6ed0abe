import { allEndpoints } from "#contract/whole-api.ts";
import type { RequestObserver } from "#gateway/http/router.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** `batches.get` by `GET /v1/batches/{id}`. */
const names = new Map(
  allEndpoints.map(({ name, endpoint }) => [`${endpoint.method} ${endpoint.path}`, name]),
);

/** Counts and times requests; one that breaks off with an error counts as a 500. */
export function meterRequests({ http }: Pick<GatewayMetrics, "http">): RequestObserver {
  return async (request, journey, answer) => {
    const startedAt = performance.now();
    let status = 500;
    http.inProgress.inc();
    try {
      const response = await answer();
      status = response.status;
      return response;
    } finally {
      http.inProgress.dec();
      const method = METHODS.has(request.method) ? request.method : "other";
      const endpoint = endpointLabel(method, journey.route);
      http.requests.inc({ endpoint, method, status: statusClass(status) });
      http.duration.observe({ endpoint, method }, (performance.now() - startedAt) / 1_000);
    }
  };
}

/** The endpoint's name in the contract; a route outside it goes by its pattern. */
function endpointLabel(method: string, route: string): string {
  return names.get(`${method === "HEAD" ? "GET" : method} ${route}`) ?? route;
}

/** A request whose connection was broken on purpose has no status of its own. */
function statusClass(status: number): string {
  return status >= 100 && status < 600 ? `${Math.floor(status / 100)}xx` : "none";
}
