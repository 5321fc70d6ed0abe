import type { Endpoint, HandlerAnswer } from "#contract/endpoint.ts";
import type { Logger } from "pino";
import { KnownAnswer, renderAnswer, type AnswerHeaders } from "./answers.ts";
import type { Commits } from "./commits.ts";
import { isMatch, quotedTag } from "./entity-tag.ts";
import type { Journey } from "./journey.ts";
import type { RenderedAnswers } from "./rendered-answers.ts";

/** A request as its handler needs it. */
export interface HandledRequest {
  endpoint: Endpoint;
  journey: Journey;
  /** What the answer carries beside its body. */
  headers: AnswerHeaders;
  params: unknown;
  query: unknown;
  body: unknown;
}

/** What the answers of before are found by and kept in. */
export interface RenderedBefore {
  rendered: RenderedAnswers;
  /** Tells one content of the gateway's folder from another: a reset begins ids anew. */
  instanceId: () => string;
}

/** The `HandlerContext` of one request, whatever its endpoint. Handlers take it apart, so nothing in it needs `this`. */
export class EndpointContext {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly principal: Journey["principal"];
  readonly request: Request;
  readonly address: string;
  readonly request_id: string;
  readonly headers: AnswerHeaders;
  readonly revalidate: (
    version: string,
    make: () => Promise<HandlerAnswer<Endpoint>>,
  ) => Promise<KnownAnswer>;
  readonly transaction: Commits["transaction"];
  readonly #journey: Journey;

  constructor(
    { endpoint, journey, headers, params, query, body }: HandledRequest,
    { rendered, instanceId }: RenderedBefore,
    { transaction }: Commits,
  ) {
    const { request, principal } = journey;
    this.params = params;
    this.query = query;
    this.body = body;
    this.principal = principal;
    this.request = request;
    this.address = journey.address;
    this.request_id = journey.request_id;
    this.headers = headers;
    this.transaction = transaction;
    this.#journey = journey;
    this.revalidate = async (version, make) => {
      const tag = quotedTag(version);
      headers.etag = tag;
      if (isMatch(request.headers.get("if-none-match"), tag)) return new KnownAnswer(null);
      const key = `${tag} ${principal?.org_id} ${instanceId()} ${request.url}`;
      return new KnownAnswer(
        await rendered.find(key, async () => renderAnswer(endpoint, await make())),
      );
    };
  }

  get log(): Logger {
    return this.#journey.log;
  }
}
