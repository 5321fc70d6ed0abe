import type { Endpoint } from "#contract/endpoint.ts";
import type { Database } from "../database/database.ts";
import {
  KnownAnswer,
  notModified,
  renderAnswer,
  toAnswer,
  type AnswerHeaders,
  type PlainAnswer,
  type RenderedAnswer,
} from "./answers.ts";
import { bearerOf, requireRight } from "./authorize.ts";
import type { BodyRoom } from "./body-room.ts";
import { createCommits, RepetitionKnown } from "./commits.ts";
import { EndpointContext, type HandledRequest, type RenderedBefore } from "./endpoint-context.ts";
import type { Authenticator, Handler, HandlerContext, Principal } from "./handler.ts";
import { keyedRequest, type Idempotency, type KeyedRequest } from "./idempotency.ts";
import type { Journey } from "./journey.ts";
import { bodyLimitBytes, parseBody, parseParams, parseQuery } from "./parse-input.ts";
import { Problem } from "./problem.ts";
import type { RateLimits, RatePolicy } from "./rate-limits.ts";

/** What every endpoint is run with. */
export interface EndpointDependencies extends RenderedBefore {
  database: Database;
  authenticate: Authenticator;
  idempotency: Idempotency;
  rateLimits: RateLimits;
  bodies: BodyRoom;
  ratePolicies: { principal: RatePolicy; address: RatePolicy; sign_in: RatePolicy };
  /**
   * Asked before a request is handled: null when it need not wait for others, otherwise resolves when it is its turn, to
   * the function that ends the turn.
   */
  takeTurn(endpoint: Endpoint): Promise<() => void> | null;
}

/** Takes one request through the ground rules of the contract to its handler and back; failures are thrown as problems. */
export async function runEndpoint(
  dependencies: EndpointDependencies,
  endpoint: Endpoint,
  handler: Handler<Endpoint>,
  journey: Journey,
  pathParams: Record<string, string>,
): Promise<PlainAnswer | Response> {
  const { request } = journey;
  const headers: AnswerHeaders = {
    "cache-control": endpoint.cached === true ? "private, no-cache" : "no-store",
  };
  journey.principal = await admit(dependencies, endpoint, journey, headers);
  const params = parseParams(endpoint, pathParams);
  const query = parseQuery(endpoint, journey.url);
  const run = { endpoint, handler, journey, headers, params, query };
  // A GET has no body that is read, and no key.
  if (endpoint.method === "GET")
    return answerOnce(dependencies, { body: undefined, keyed: undefined, ...run });
  const room = dependencies.bodies.enter(request, bodyLimitBytes(endpoint));
  try {
    const body = await parseBody(endpoint, request, room.hold);
    const keyed = keyedRequest(endpoint, request, journey.principal, body);
    const whole = { body: body.value, keyed, ...run };
    if (keyed === undefined) return await answerOnce(dependencies, whole);
    return await dependencies.idempotency.inTurn(keyed, async () => {
      const known = await dependencies.idempotency.find(keyed);
      if (known !== undefined) return replay(endpoint, known, headers);
      return answerOnce(dependencies, whole);
    });
  } finally {
    room.leave();
  }
}

interface EndpointRun extends HandledRequest {
  handler: Handler<Endpoint>;
  keyed: KeyedRequest | undefined;
}

/** The handler's answer, committed with its idempotency record, or the one that turned out to be there already. */
async function answerOnce(
  dependencies: EndpointDependencies,
  run: EndpointRun,
): Promise<PlainAnswer | Response> {
  const { endpoint, handler, headers, keyed } = run;
  const { request } = run.journey;
  const { database, idempotency } = dependencies;
  const turn = dependencies.takeTurn(endpoint);
  const leave = turn === null ? undefined : await turn;
  const commits = createCommits({ database, idempotency, endpoint, request, keyed });
  try {
    const context = new EndpointContext(run, dependencies, commits);
    // Each part has been parsed by the endpoint's own schemas, which is what the context's type says.
    const answer = await handler(context as HandlerContext<Endpoint>);
    if (answer instanceof Response) return withHeaders(answer, headers);
    if (answer instanceof KnownAnswer) {
      return answer.rendered === null
        ? notModified(headers)
        : toAnswer(endpoint, answer.rendered, headers, null);
    }
    const made = commits.rendered() ?? renderAnswer(endpoint, answer);
    await commits.keepUncommitted(made);
    return toAnswer(endpoint, made, headers, request.headers.get("if-none-match"));
  } catch (error) {
    if (!(error instanceof RepetitionKnown)) throw error;
    return replay(endpoint, error.rendered, headers);
  } finally {
    leave?.();
  }
}

/** Rates and rights: who calls, or the 401, 403 or 429 that stops it. */
async function admit(
  { authenticate, rateLimits, ratePolicies }: EndpointDependencies,
  endpoint: Endpoint,
  { address, request }: Journey,
  headers: AnswerHeaders,
): Promise<Principal | null> {
  const count = (policy: RatePolicy, subject: string): void => {
    Object.assign(headers, rateLimits.take(policy, subject));
  };
  if (endpoint.auth.kind === "none") {
    if (endpoint.unlimited === true) return null;
    const isSignIn = endpoint.method === "POST" && endpoint.local !== true;
    count(isSignIn ? ratePolicies.sign_in : ratePolicies.address, address);
    return null;
  }
  try {
    const principal = await authenticate(bearerOf(request), request.method);
    requireRight(endpoint.auth, principal);
    count(ratePolicies.principal, principal.api_key_id ?? principal.user_id);
    return principal;
  } catch (error) {
    // Guessing at keys is counted as guessing at passwords is.
    if (error instanceof Problem && error.status === 401) count(ratePolicies.sign_in, address);
    throw error;
  }
}

function replay(endpoint: Endpoint, known: RenderedAnswer, headers: AnswerHeaders): PlainAnswer {
  headers["idempotent-replayed"] = "true";
  return toAnswer(endpoint, known, headers, null);
}

function withHeaders(response: Response, headers: AnswerHeaders): Response {
  const merged = new Headers(headers);
  response.headers.forEach((value, name) => merged.set(name, value));
  return new Response(response.body, { status: response.status, headers: merged });
}
