import type { Logger } from "pino";
import type { Endpoint } from "#contract/endpoint.ts";
import type { PlainAnswer } from "./answers.ts";
import {
  endpointRoutes,
  methodsOf,
  type EndpointRoute,
  type EndpointTree,
  type HandlerTree,
} from "./endpoint-routes.ts";
import type { Handler } from "./handler.ts";
import type { Journey } from "./journey.ts";
import { problem } from "./problem.ts";
import { RouteTable } from "./route-table.ts";
import { runEndpoint, type EndpointDependencies } from "./run-endpoint.ts";
import type { ConsoleServer } from "./serve-console.ts";
import type { Turns } from "./turns.ts";

/** A route outside the contract's tree: `path` as `RouteTable` reads it, for one method or, without one, for every. */
export interface RawRoute {
  method?: "GET";
  path: string;
  handle(request: Request, call: RawCall): Promise<Response> | Response;
}

/** What a raw route is given beside the request. */
interface RawCall {
  request_id: string;
  log: Logger;
  /** Breaks the connection without an answer, and gives what to return then; undefined where there is no connection. */
  breakConnection?: (() => Response) | undefined;
}

/** What the routes are made of. */
export interface RoutesOptions<Tree extends EndpointTree> extends EndpointDependencies {
  tree: Tree;
  handlers: HandlerTree<Tree>;
  rawRoutes: readonly RawRoute[];
  isLocal: boolean;
  /** Those that are being answered, but for probes. */
  requests: Turns;
  /** While true, endpoints that would change something are refused with 503. */
  isDraining(): boolean;
  console: ConsoleServer | null;
}

/** Answers a request by the route that it takes; failures are thrown. */
export type Routes = (journey: Journey) => Promise<PlainAnswer | Response>;

type Answerer = (
  journey: Journey,
  params: Record<string, string>,
) => Promise<PlainAnswer | Response> | Response;

const EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** The contract's endpoints, the raw routes beside them, and the console for what is left. */
export function createRoutes<Tree extends EndpointTree>(options: RoutesOptions<Tree>): Routes {
  const endpoints = endpointRoutes(options.tree, options.handlers, options.isLocal);
  const table = new RouteTable<Answerer>();
  for (const { endpoint, handler } of endpoints)
    table.add(endpoint.method, endpoint.path, endpointAnswerer(options, endpoint, handler));
  for (const route of options.rawRoutes) {
    for (const method of route.method === undefined ? EVERY_METHOD : [route.method])
      table.add(method, route.path, rawAnswerer(route));
  }

  return async (journey) => {
    const { method } = journey.request;
    const found = table.find(method === "HEAD" ? "GET" : method, journey.url.pathname);
    if (found === undefined) return answerUnrouted(endpoints, options.console, journey);
    const answer = await found.route(journey, found.params);
    return method === "HEAD" && answer instanceof Response ? new Response(null, answer) : answer;
  };
}

function rawAnswerer(route: RawRoute): Answerer {
  return (journey) => {
    journey.route = route.path;
    return route.handle(journey.request, journey);
  };
}

function endpointAnswerer(
  dependencies: EndpointDependencies & { isDraining(): boolean; requests: Turns },
  endpoint: Endpoint,
  handler: Handler<Endpoint>,
): Answerer {
  return async (journey, params) => {
    journey.route = endpoint.path;
    if (endpoint.method !== "GET" && dependencies.isDraining()) {
      throw problem(
        "overloaded",
        "The gateway is shutting down; repeat the request in a moment.",
        {},
        5,
      );
    }
    const leave = endpoint.unlimited === true ? undefined : dependencies.requests.enterAtOnce();
    try {
      return await runEndpoint(dependencies, endpoint, handler, journey, params);
    } finally {
      leave?.();
    }
  };
}

async function answerUnrouted(
  endpoints: readonly EndpointRoute[],
  console: ConsoleServer | null,
  journey: Journey,
): Promise<Response> {
  const { pathname } = journey.url;
  const { method } = journey.request;
  const methods = methodsOf(endpoints, pathname);
  if (methods.length > 0) return wrongMethod(method, pathname, methods);
  const isApi = /^\/(?:v1|local)(?:\/|$)/.test(pathname);
  const page = isApi ? undefined : await console?.(journey.request);
  if (page === undefined) {
    throw problem("not_found", `Nothing is served at ${pathname.slice(0, 200)}.`, {
      fix: "Check the path; /openapi.json lists every one.",
    });
  }
  journey.isPage = true;
  journey.route = "console";
  return method === "HEAD" ? new Response(null, page) : page;
}

/** 404 rather than 405: each code of the contract has one status, and this one says that nothing is here by that method. */
function wrongMethod(method: string, pathname: string, methods: readonly string[]): Response {
  const allow = methods.includes("GET") ? [...methods, "HEAD"] : methods;
  if (method === "OPTIONS")
    return new Response(null, { status: 204, headers: { allow: allow.join(", ") } });
  throw problem(
    "not_found",
    `${pathname.slice(0, 200)} is not served by ${method}.`,
    { allow, fix: `Use ${allow.join(" or ")}.` },
    null,
    { allow: allow.join(", ") },
  );
}
