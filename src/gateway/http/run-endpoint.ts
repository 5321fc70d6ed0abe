import type { Endpoint } from "#contract/endpoint.ts";
import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import { renderAnswer, toResponse, type RenderedAnswer } from "./answers.ts";
import { authorize } from "./authorize.ts";
import type { BodyRoom } from "./body-room.ts";
import { AnswerKnown, createCommits } from "./commits.ts";
import { isMatch, quotedTag } from "./entity-tag.ts";
import type { Authenticator, Handler, HandlerContext, Principal } from "./handler.ts";
import { keyedRequest, type Idempotency, type KeyedRequest } from "./idempotency.ts";
import { bodyLimitBytes, parseBody, parseParams, parseQuery } from "./parse-input.ts";
import { Problem } from "./problem.ts";
import type { RateLimits, RatePolicy } from "./rate-limits.ts";
import type { RenderedAnswers } from "./rendered-answers.ts";

/** What every endpoint is run with. */
export interface EndpointDependencies {
  database: Database;
  authenticate: Authenticator;
  idempotency: Idempotency;
  rateLimits: RateLimits;
  bodies: BodyRoom;
  rendered: RenderedAnswers;
  /** Tells one content of the gateway's folder from another: a reset begins ids anew. */
  instanceId: () => string;
  ratePolicies: { principal: RatePolicy; address: RatePolicy; sign_in: RatePolicy };
  /**
   * Asked before a request is handled: null when it need not wait for others, otherwise resolves when it is its turn, to
   * the function that ends the turn.
   */
  takeTurn(endpoint: Endpoint): Promise<() => void> | null;
}

/** One request on its way; `principal` is filled in once it is known, for the log. */
export interface Call {
  request: Request;
  params: Record<string, string>;
  /** The peer's address, for rate limits. */
  address: string;
  request_id: string;
  log: Logger;
  principal: Principal | null;
}

/** Takes one request through the ground rules of the contract to its handler and back; failures are thrown as problems. */
export async function runEndpoint(
  dependencies: EndpointDependencies,
  endpoint: Endpoint,
  handler: Handler<Endpoint>,
  call: Call,
): Promise<Response> {
  const { request } = call;
  const headers = new Headers({
    "cache-control": endpoint.cached === true ? "private, no-cache" : "no-store",
  });
  call.principal = await admit(dependencies, endpoint, call, headers);
  const params = parseParams(endpoint, call.params);
  const query = parseQuery(endpoint, new URL(request.url));
  const room = dependencies.bodies.enter(request, bodyLimitBytes(endpoint));
  try {
    const body = await parseBody(endpoint, request, room.hold);
    const keyed = keyedRequest(endpoint, request, call.principal, body);
    const input = { params, query, body: body.value };
    const run = { endpoint, handler, call, headers, input, keyed };
    if (keyed === undefined) return await answerOnce(dependencies, run);
    return await dependencies.idempotency.inTurn(keyed, async () => {
      const known = await dependencies.idempotency.find(keyed);
      if (known !== undefined) return replay(endpoint, known, headers);
      return answerOnce(dependencies, run);
    });
  } finally {
    room.leave();
  }
}

interface EndpointRun {
  endpoint: Endpoint;
  handler: Handler<Endpoint>;
  call: Call;
  /** What the answer carries beside its body. */
  headers: Headers;
  input: { params: unknown; query: unknown; body: unknown };
  keyed: KeyedRequest | undefined;
}

/** The handler's answer, committed with its idempotency record, or the one that turned out to be there already. */
async function answerOnce(
  dependencies: EndpointDependencies,
  { endpoint, handler, call, headers, input, keyed }: EndpointRun,
): Promise<Response> {
  const { request } = call;
  const ifNoneMatch = request.headers.get("if-none-match");
  const leave = await dependencies.takeTurn(endpoint);
  const commits = createCommits({ ...dependencies, endpoint, request, keyed });
  let tagged: string | undefined;
  try {
    const answer = await handler({
      ...input,
      principal: call.principal,
      request,
      address: call.address,
      request_id: call.request_id,
      // Made when it is asked for first, which few handlers do.
      get signal() {
        return request.signal;
      },
      log: call.log,
      headers,
      revalidate(version) {
        const tag = quotedTag(version);
        headers.set("etag", tag);
        if (isMatch(ifNoneMatch, tag)) throw new AnswerKnown("client", null);
        tagged = [tag, call.principal?.org_id, dependencies.instanceId(), request.url].join(" ");
        const known = dependencies.rendered.find(tagged);
        if (known !== undefined) throw new AnswerKnown("tag", known);
      },
      transaction: commits.transaction,
      // Each part has been parsed by the endpoint's own schemas, which is what the context's type says.
    } as HandlerContext<Endpoint>);
    if (answer instanceof Response) return withHeaders(answer, headers);
    const rendered = commits.rendered() ?? renderAnswer(endpoint, answer);
    await commits.keepUncommitted(rendered);
    if (tagged !== undefined) dependencies.rendered.keep(tagged, rendered);
    return toResponse(endpoint, rendered, headers, ifNoneMatch);
  } catch (error) {
    if (!(error instanceof AnswerKnown)) throw error;
    if (error.rendered === null) return new Response(null, { status: 304, headers });
    if (error.by === "repetition") return replay(endpoint, error.rendered, headers);
    return toResponse(endpoint, error.rendered, headers, null);
  } finally {
    leave?.();
  }
}

/** Rates and rights: who calls, or the 401, 403 or 429 that stops it. */
async function admit(
  { authenticate, rateLimits, ratePolicies }: EndpointDependencies,
  endpoint: Endpoint,
  call: Call,
  headers: Headers,
): Promise<Principal | null> {
  const count = (policy: RatePolicy, subject: string): void => {
    for (const [name, value] of Object.entries(rateLimits.take(policy, subject)))
      headers.set(name, value);
  };
  if (endpoint.auth.kind === "none") {
    if (endpoint.unlimited === true) return null;
    const isSignIn = endpoint.method === "POST" && endpoint.local !== true;
    count(isSignIn ? ratePolicies.sign_in : ratePolicies.address, call.address);
    return null;
  }
  try {
    const principal = await authorize(endpoint.auth, call.request, authenticate);
    if (principal !== null)
      count(ratePolicies.principal, principal.api_key_id ?? principal.user_id);
    return principal;
  } catch (error) {
    // Guessing at keys is counted as guessing at passwords is.
    if (error instanceof Problem && error.status === 401) count(ratePolicies.sign_in, call.address);
    throw error;
  }
}

function replay(endpoint: Endpoint, known: RenderedAnswer, headers: Headers): Response {
  headers.set("idempotent-replayed", "true");
  return toResponse(endpoint, known, headers, null);
}

function withHeaders(response: Response, headers: Headers): Response {
  const merged = new Headers(headers);
  response.headers.forEach((value, name) => merged.set(name, value));
  return new Response(response.body, { status: response.status, headers: merged });
}
