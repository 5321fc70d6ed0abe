import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { INSTANCE_HEADER } from "#contract/catalog.ts";
import type { Logger } from "pino";
import { DatabaseUnavailable } from "../database/database-error.ts";
import { FORWARDER_PATH } from "../local/forwarder.ts";
import { StorageUnavailable } from "../storage/artifact-errors.ts";
import { StorageFull } from "../storage/storage-full.ts";
import type { AnswerHeaders, PlainAnswer } from "./answers.ts";
import type { CrossOrigin } from "./cross-origin.ts";
import { discardBody } from "./discard-body.ts";
import type { EndpointTree } from "./endpoint-routes.ts";
import { problemAnswer } from "./error-answer.ts";
import { finishAnswer, finishResponse } from "./finish-answer.ts";
import { Journey } from "./journey.ts";
import { Problem, problem } from "./problem.ts";
import { logRequest } from "./request-log.ts";
import { createRoutes, type Routes, type RoutesOptions } from "./routes.ts";
import type { ServerBindings } from "./server-bindings.ts";

/** Runs every request: `answer` handles it, and `journey.route` is the route it took once that has resolved. */
export type RequestObserver = <Answer extends { status: number }>(
  request: Request,
  journey: Pick<Journey, "request_id" | "route">,
  answer: () => Promise<Answer>,
) => Promise<Answer>;
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
  guardHost: ((request: Request, target: URL) => void) | null;
  /** Whether the address of `X-Forwarded-For` is the client's: only behind a proxy that sets it. */
  trustsProxy: boolean;
  /** Headers that every answer carries at this moment besides. */
  momentHeaders(): Readonly<Record<string, string>>;
  /** Throws failures that are nobody's fault but ours instead of answering 500: tests then fail with the cause. */
  throwUnexpected: boolean;
}

type FinishOptions = Pick<
  RouterOptions<EndpointTree>,
  "crossOrigin" | "instanceId" | "momentHeaders"
>;
type FailureOptions = Pick<RouterOptions<EndpointTree>, "guardHost" | "throwUnexpected">;

/** Answers a request; `bindings` are what the Node server hands in, absent in tests. */
export type Fetch = (request: Request, bindings?: ServerBindings) => Promise<Response>;

/**
 * The whole HTTP side: routes, ground rules and answers, all derived from the contract's tree. Every answer carries its
 * request id and the security headers; every failure is in the envelope that belongs to its path.
 */
export function createRouter<Tree extends EndpointTree>(options: RouterOptions<Tree>): Fetch {
  const routes = createRoutes(options);

  return async (request, bindings = {}) => {
    const journey = new Journey(request, bindings, options);
    const answer = await options.observe(request, journey, () =>
      answerOf(options, routes, journey),
    );
    const bytes = bytesOf(answer);
    const { request_id, route, startedAt } = journey;
    const response = finish(answer, journey, options);
    logRequest(options.log, {
      request_id,
      method: request.method,
      route,
      status: response.status,
      bytes,
      org_id: journey.principal?.org_id ?? null,
      startedAt,
    });
    return response;
  };
}

function finish(
  answer: PlainAnswer | Response,
  journey: Journey,
  { crossOrigin, instanceId, momentHeaders }: FinishOptions,
): Response {
  if (answer === RESPONSE_ALREADY_SENT) return answer;
  const { isPage, request, request_id, route, url } = journey;
  const always: AnswerHeaders = { "x-request-id": request_id };
  // What was carried from a hosted environment is not this gateway's own answer.
  if (route !== FORWARDER_PATH) always[INSTANCE_HEADER] = instanceId();
  Object.assign(always, momentHeaders());
  const common = { isPage, always, crossOrigin: crossOrigin(request, url.pathname) };
  return answer instanceof Response
    ? finishResponse(answer, common)
    : finishAnswer(answer, common, request.method === "HEAD");
}

function bytesOf({ headers }: PlainAnswer | Response): number | null {
  const length =
    headers instanceof Headers ? headers.get("content-length") : headers["content-length"];
  return length == null ? null : Number(length);
}

async function answerOf(
  { guardHost, throwUnexpected }: FailureOptions,
  routes: Routes,
  journey: Journey,
): Promise<PlainAnswer | Response> {
  const { request, url } = journey;
  const refuse = (failure: Problem): PlainAnswer =>
    problemAnswer(failure, journey.request_id, url.pathname);
  try {
    guardHost?.(request, url);
    return await routes(journey);
  } catch (error) {
    await discardBody(request);
    if (error instanceof Problem) return refuse(error);
    if (request.signal.aborted) return { status: 499, headers: {}, text: null };
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
    if (throwUnexpected) throw error;
    journey.log.error({ err: error, route: journey.route }, "unexpected failure");
    return refuse(problem("internal_error"));
  }
}
