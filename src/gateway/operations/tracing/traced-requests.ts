import type { RequestObserver } from "#gateway/http/router.ts";
import type { Tracing } from "./tracing.ts";

/** A span for each request, named after its route; it goes on from the client's `traceparent`. */
export function traceRequests(tracing: Tracing): RequestObserver {
  return (request, journey, answer) =>
    tracing.run(
      {
        name: request.method,
        kind: "server",
        parent: request.headers.get("traceparent") ?? undefined,
        attributes: {
          "http.request.method": request.method,
          "batchrouter.request_id": journey.request_id,
        },
      },
      async (span) => {
        const response = await answer();
        span.rename(`${request.method} ${journey.route}`);
        span.set({ "http.route": journey.route, "http.response.status_code": response.status });
        if (response.status >= 500) span.fail(String(response.status));
        return response;
      },
    );
}
