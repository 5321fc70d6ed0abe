import type { Endpoint, HandlerAnswer } from "#contract/endpoint.ts";
import type { Database, Transaction } from "../database/database.ts";
import { failPoint } from "../fail-points/fail-point.ts";
import { renderAnswer, type RenderedAnswer } from "./answers.ts";
import { hashPayload, type Idempotency, type KeyedRequest } from "./idempotency.ts";

/**
 * Thrown through a handler to end its request with the answer of the one that it repeats. No `Error`: nobody reads the
 * stack.
 */
export class RepetitionKnown {
  readonly rendered: RenderedAnswer;

  constructor(rendered: RenderedAnswer) {
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
      if (known !== undefined) throw new RepetitionKnown(known);
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
