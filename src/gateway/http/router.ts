import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { INSTANCE_HEADER } from "#contract/catalog.ts";
import { newId } from "#contract/primitives.ts";
import type { Hono } from "hono";
import type { Logger } from "pino";
import { DatabaseUnavailable } from "../database/database-error.ts";
import type { CrossOrigin } from "./cross-origin.ts";
import type { EndpointTree } from "./endpoint-routes.ts";
import { discardBody } from "./discard-body.ts";
import { problemAnswer } from "./error-answer.ts";
import { Problem, problem } from "./problem.ts";
import { logRequest } from "./request-log.ts";
import { FORWARDER_PATH } from "../local/forwarder.ts";
import { createRoutes, type Env, type Journey, type RoutesOptions } from "./routes.ts";
import { StorageUnavailable } from "../storage/artifact-errors.ts";
import { StorageFull } from "../storage/storage-full.ts";
import { securityHeaders } from "./security-headers.ts";
import { clientAddress, connectionBreaker, type ServerBindings } from "./server-bindings.ts";

/** Runs every request: `answer` handles it, and `journey.route` is the route it took once that has resolved. */
export type RequestObserver = (
  request: Request,
  journey: Pick<Journey, "request_id" | "route">,
  answer: () => Promise<Response>,
) => Promise<Response>;
const DATABASE_AWAY = "The database cannot be reached; repeat the request in a moment.";
/** A server that is restarted is back within seconds. */
const DATABASE_RETRY_SECONDS = 2;
const STORAGE_AWAY = "The storage does not answer; repeat the request in a moment.";
const STORAGE_FULL =
  "The gateway's storage is full, so nothing of this was kept; repeat it when there is room again.";
/** A storage that is away was tried for some ten seconds by then; room is made by hand. */
const STORAGE_RETRY_SECONDS = { away: 10, full: 60 };

/** What the router is made of. */
export interface RouterOptions<Tree extends EndpointTree> extends RoutesOptions<Tree> {
  log: Logger;
  observe: RequestObserver;
  /** Tells one run of the gateway, on one content of its folder, from another. */
  instanceId: () => string;
  /** What pages of other origins are let do. */
  crossOrigin: CrossOrigin;
  /** Refuses requests by host and origin; null where any name is served. */
  guardHost: ((request: Request) => void) | null;
  /** Whether the address of `X-Forwarded-For` is the client's: only behind a proxy that sets it. */
  trustsProxy: boolean;
  /** Headers that every answer carries at this moment besides. */
  momentHeaders(): Readonly<Record<string, string>>;
  /** Throws failures that are nobody's fault but ours instead of answering 500: tests then fail with the cause. */
  throwUnexpected: boolean;
}

/** Answers a request; `bindings` are what the Node server hands in, absent in tests. */
export type Fetch = (request: Request, bindings?: ServerBindings) => Promise<Response>;

/**
 * The whole HTTP side: routes, ground rules and answers, all derived from the contract's tree. Every answer carries its
 * request id and the security headers; every failure is in the envelope that belongs to its path.
 */
export function createRouter<Tree extends EndpointTree>(options: RouterOptions<Tree>): Fetch {
  const app = createRoutes(options);

  return async (request, bindings = {}) => {
    const request_id = newId("request");
    const journey: Journey = {
      request_id,
      address: clientAddress(request, bindings, options.trustsProxy),
      log: options.log.child({ request_id }),
      route: "unrouted",
      principal: null,
      isPage: false,
      breakConnection: connectionBreaker(bindings),
    };
    const startedAt = performance.now();
    const answer = await options.observe(request, journey, () =>
      answerOf(options, app, request, journey),
    );
    const response = finish(answer, journey, {
      ...options.momentHeaders(),
      // What was carried from a hosted environment is not this gateway's own answer.
      ...(journey.route === FORWARDER_PATH ? {} : { [INSTANCE_HEADER]: options.instanceId() }),
    });
    if (response !== RESPONSE_ALREADY_SENT) {
      for (const [name, value] of Object.entries(options.crossOrigin(request)))
        response.headers.append(name, value);
    }
    logRequest(
      options.log,
      {
        request_id,
        method: request.method,
        route: journey.route,
        org_id: journey.principal?.org_id ?? null,
        startedAt,
      },
      response,
    );
    return response;
  };
}

async function answerOf<Tree extends EndpointTree>(
  options: RouterOptions<Tree>,
  app: Hono<Env>,
  request: Request,
  journey: Journey,
): Promise<Response> {
  const { pathname } = new URL(request.url);
  const refuse = (failure: Problem): Response =>
    problemAnswer(failure, journey.request_id, pathname);
  try {
    options.guardHost?.(request);
    return await app.fetch(request, { journey });
  } catch (error) {
    await discardBody(request);
    if (error instanceof Problem) return refuse(error);
    if (request.signal.aborted) return new Response(null, { status: 499 });
    if (error instanceof DatabaseUnavailable) {
      journey.log.warn({ err: error, route: journey.route }, "the database cannot be reached");
      return refuse(problem("overloaded", DATABASE_AWAY, {}, DATABASE_RETRY_SECONDS));
    }
    if (error instanceof StorageUnavailable) {
      const isFull = error instanceof StorageFull;
      journey.log.warn({ err: error, route: journey.route }, "the storage does not answer");
      return refuse(
        problem(
          "overloaded",
          isFull ? STORAGE_FULL : STORAGE_AWAY,
          {},
          STORAGE_RETRY_SECONDS[isFull ? "full" : "away"],
        ),
      );
    }
    if (options.throwUnexpected) throw error;
    journey.log.error({ err: error, route: journey.route }, "unexpected failure");
    return refuse(problem("internal_error"));
  }
}

/** Adds what every answer carries; in place, since copying an answer would open its body. */
function finish(
  answer: Response,
  journey: Journey,
  momentHeaders: Readonly<Record<string, string>>,
): Response {
  if (answer === RESPONSE_ALREADY_SENT) return answer;
  const { headers } = answer;
  headers.set("x-request-id", journey.request_id);
  for (const [name, value] of Object.entries(momentHeaders)) headers.set(name, value);
  for (const [name, value] of Object.entries(securityHeaders(journey.isPage))) {
    if (!headers.has(name)) headers.set(name, value);
  }
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  if (!journey.isPage) headers.append("vary", "Authorization");
  return answer;
}
