import type { Endpoint, HandlerAnswer } from "#contract/endpoint.ts";
import type { Database, Transaction } from "../database/database.ts";
import { failPoint } from "../fail-points/fail-point.ts";
import { renderAnswer, type RenderedAnswer } from "./answers.ts";
import { hashPayload, type Idempotency, type KeyedRequest } from "./idempotency.ts";

/**
 * How an answer is known before it is made: the client holds it, its tag names it, or the request is a repetition of one
 * that was answered.
 */
type KnownBy = "client" | "tag" | "repetition";

/**
 * Thrown through a handler to end its request with an answer that is known already; null where the client holds it. No
 * `Error`: most polls end so, and a stack that nobody reads takes longer than the answer.
 */
export class AnswerKnown {
  readonly by: KnownBy;
  readonly rendered: RenderedAnswer | null;

  constructor(by: KnownBy, rendered: RenderedAnswer | null) {
    this.by = by;
    this.rendered = rendered;
  }
}

/** The part of a request that changes things, and what of it is kept for a repetition. */
export interface Commits {
  transaction(
    work: (tx: Transaction) => Promise<HandlerAnswer<Endpoint>>,
    options?: { payloadHash?: string },
  ): Promise<HandlerAnswer<Endpoint>>;
  /** What the transaction committed to, if there was one. */
  rendered(): RenderedAnswer | undefined;
  /** Keeps the answer of a handler that needed no transaction of its own. */
  keepUncommitted(rendered: RenderedAnswer): Promise<void>;
}

/** The request whose work is committed. */
export interface CommitOptions {
  database: Database;
  idempotency: Idempotency;
  endpoint: Endpoint;
  request: Request;
  /** Undefined where the request carries no Idempotency-Key. */
  keyed: KeyedRequest | undefined;
}

/** Commits a handler's work together with its idempotency record: both are there, or neither. */
export function createCommits({
  database,
  idempotency,
  endpoint,
  request,
  keyed,
}: CommitOptions): Commits {
  let committed: RenderedAnswer | undefined;

  async function commit(
    claimed: KeyedRequest | undefined,
    work: (tx: Transaction) => Promise<RenderedAnswer>,
  ): Promise<RenderedAnswer> {
    return database.transaction(async (tx) => {
      const known = claimed && (await idempotency.claim(tx, claimed));
      if (known !== undefined) throw new AnswerKnown("repetition", known);
      failPoint("after_idempotency_claim");
      const rendered = await work(tx);
      if (claimed !== undefined) await idempotency.keep(tx, claimed, rendered);
      failPoint("before_request_commit");
      return rendered;
    });
  }

  return {
    async transaction(work, options) {
      let answer: HandlerAnswer<Endpoint>;
      const claimed =
        keyed?.payloadHash === null
          ? { ...keyed, payloadHash: hashPayload(request, options?.payloadHash ?? "") }
          : keyed;
      committed = await commit(claimed, async (tx) => {
        answer = await work(tx);
        return renderAnswer(endpoint, answer);
      });
      failPoint("after_request_commit");
      return answer;
    },
    rendered: () => committed,
    async keepUncommitted(rendered) {
      if (committed === undefined && keyed !== undefined) await commit(keyed, async () => rendered);
    },
  };
}
