import { Hono, type Context } from "hono";
import type { Logger } from "pino";
import {
  endpointRoutes,
  methodsOf,
  routePattern,
  type EndpointTree,
  type HandlerTree,
} from "./endpoint-routes.ts";
import type { Handler, Principal } from "./handler.ts";
import { problem } from "./problem.ts";
import { runEndpoint, type EndpointDependencies } from "./run-endpoint.ts";
import type { ConsoleServer } from "./serve-console.ts";
import type { Turns } from "./turns.ts";

/** A route outside the contract's tree: `path` as Hono writes it, for one method or, without one, for every. */
export interface RawRoute {
  method?: "GET";
  path: string;
  handle(request: Request, call: RawCall): Promise<Response> | Response;
}

/** What a raw route is given beside the request. */
interface RawCall {
  request_id: string;
  log: Logger;
  /** Breaks the connection without an answer, and gives what to return then; absent where there is no connection. */
  breakConnection?: () => Response;
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

/** What is known of a request while it is on its way; handed through Hono's bindings. */
export interface Journey {
  request_id: string;
  address: string;
  log: Logger;
  route: string;
  principal: Principal | null;
  isPage: boolean;
  breakConnection: (() => Response) | undefined;
}

const EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** What Hono hands through. */
export type Env = { Bindings: { journey: Journey } };

/** The contract's endpoints, the raw routes beside them, and the console for what is left; failures are thrown. */
export function createRoutes<Tree extends EndpointTree>(options: RoutesOptions<Tree>): Hono<Env> {
  const app = new Hono<Env>();
  const routes = endpointRoutes(options.tree, options.handlers, options.isLocal);
  for (const { endpoint, handler } of routes) {
    app.on(endpoint.method, routePattern(endpoint.path), (context) => {
      const { journey } = context.env;
      journey.route = endpoint.path;
      return enter(options, endpoint, handler, context, journey);
    });
  }
  for (const route of options.rawRoutes) {
    app.on(route.method === undefined ? EVERY_METHOD : [route.method], [route.path], (context) => {
      const { journey } = context.env;
      const { breakConnection, log, request_id } = journey;
      journey.route = route.path;
      return route.handle(context.req.raw, {
        request_id,
        log,
        ...(breakConnection && { breakConnection }),
      });
    });
  }
  app.notFound(async (context) => {
    const { pathname } = new URL(context.req.url);
    const methods = methodsOf(routes, pathname);
    if (methods.length > 0) return wrongMethod(context.req.method, pathname, methods);
    const isApi = /^\/(?:v1|local)(?:\/|$)/.test(pathname);
    const page = isApi ? undefined : await options.console?.(context.req.raw);
    if (page === undefined) {
      throw problem("not_found", `Nothing is served at ${pathname.slice(0, 200)}.`, {
        fix: "Check the path; /openapi.json lists every one.",
      });
    }
    context.env.journey.isPage = true;
    context.env.journey.route = "console";
    return page;
  });
  app.onError((error) => {
    throw error;
  });
  return app;
}

async function enter(
  dependencies: EndpointDependencies & { isDraining(): boolean; requests: Turns },
  endpoint: Parameters<typeof runEndpoint>[1],
  handler: Handler<Parameters<typeof runEndpoint>[1]>,
  context: Context<Env>,
  journey: Journey,
): Promise<Response> {
  if (endpoint.method !== "GET" && dependencies.isDraining()) {
    throw problem(
      "overloaded",
      "The gateway is shutting down; repeat the request in a moment.",
      {},
      5,
    );
  }
  const call = {
    request: context.req.raw,
    params: context.req.param() as Record<string, string>, // every parameter of a matched pattern is there
    address: journey.address,
    request_id: journey.request_id,
    log: journey.log,
    principal: null as Principal | null, // filled in on the way
  };
  const leave = endpoint.unlimited === true ? undefined : await dependencies.requests.enter();
  try {
    return await runEndpoint(dependencies, endpoint, handler, call);
  } finally {
    leave?.();
    journey.principal = call.principal;
  }
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
