import { fillPath } from "#contract/endpoint.ts";
import { allEndpoints } from "#contract/whole-api.ts";
import { GatewayProcess } from "../gateway-process.ts";
import { attemptAll } from "./attempts.ts";
import type { TrustRow } from "./part.ts";

/** Routes of a local gateway outside of the contract's tree. */
const RAW_ROUTES = [
  "/local/webhook-inboxes/inbox_00000000000000000000/hook",
  "/local/forward/test/v1/health",
];

/** A gateway as it runs for others, though on this machine alone. */
export function startHosted(): Promise<GatewayProcess> {
  return GatewayProcess.start({
    BATCHROUTER_MODE: "hosted",
    PUBLIC_URL: "https://batchrouter.example.com",
    SMTP_URL: "smtp://127.0.0.1:9",
    LOG_LEVEL: "error",
  });
}

/** A hosted gateway knows none of the local routes: each is answered as any path that is not there. */
export function askHosted({ url }: GatewayProcess): Promise<TrustRow> {
  const routes = [
    ...allEndpoints
      .filter(({ endpoint }) => endpoint.local === true)
      .map(({ endpoint: { method, path } }) => ({ method, path: withAnyId(path) })),
    ...RAW_ROUTES.map((path) => ({ method: "POST", path })),
  ];
  return attemptAll("routes of /local at a hosted gateway", routes.length, async (at) => {
    const { method = "", path = "" } = routes[at] ?? {};
    const [shape, unknown] = await Promise.all([
      shapeOf(url, method, path),
      shapeOf(url, method, "/local/nothing"),
    ]);
    return shape === unknown && shape.startsWith("404")
      ? "refused"
      : { lost: `${method} ${path} → ${shape}, but an unknown route ${unknown}` };
  });
}

function withAnyId(path: string): string {
  return fillPath(path, { id: "inbox_00000000000000000000", lane_id: "lane_openai" });
}

/** An answer but for what differs between any two: ids, and the path that was asked for. */
async function shapeOf(url: string, method: string, path: string): Promise<string> {
  const answer = await fetch(url + path, { method });
  const body = (await answer.text()).replaceAll(path, "…").replaceAll(/req_\w+/g, "req_…");
  const names = [...answer.headers.keys()].filter((name) => name !== "content-length").toSorted();
  return `${answer.status} ${names.join()} ${body}`;
}
