import { createHash } from "node:crypto";
import type { Endpoint } from "#contract/endpoint.ts";
import type { Clock } from "../clock.ts";
import type { Database, Queryable, Transaction } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import type { RenderedAnswer } from "./answers.ts";
import type { Principal } from "./handler.ts";
import { KeyTurns } from "./key-turns.ts";
import { problem } from "./problem.ts";
import { hashOfKey, openAnswer, sealAnswer } from "./sealed-answer.ts";

const HEADER = "Idempotency-Key";
const MIN_LENGTH = 8;
const MAX_LENGTH = 128;
const KEPT_HOURS = 24;

/** A request that must not be done twice. */
export interface KeyedRequest {
  scope: string;
  key: string;
  /** Null while an upload's bytes have not been read. */
  payloadHash: string | null;
}

/** First answers, kept so that a repeated request gets the same one instead of a second run. */
export interface Idempotency {
  /**
   * Runs the work of a request after that of every earlier one with its key in this process, so that repetitions that come
   * at once hold neither connections nor files while they wait for the first. An upload does not wait: how long the one
   * before it takes is up to its client.
   */
  inTurn<T>(request: KeyedRequest, work: () => Promise<T>): Promise<T>;
  /** The first answer, if there is one; throws `idempotency_key_reused` when it was to another payload. */
  find(request: KeyedRequest): Promise<RenderedAnswer | undefined>;
  /**
   * Claims the key within the caller's transaction: undefined means that this request is the first. A request with the
   * same key in another transaction waits here until this one has ended, and then gets its answer.
   */
  claim(tx: Transaction, request: KeyedRequest): Promise<RenderedAnswer | undefined>;
  /** Keeps the answer of a claimed key in the transaction of the claim. */
  keep(tx: Transaction, request: KeyedRequest, answer: RenderedAnswer): Promise<void>;
  /** Deletes records older than 24 hours; returns how many. */
  sweep(queryable: Queryable): Promise<number>;
}

interface StoredRecord {
  payload_hash: string;
  answer: string | null;
}

/** The records in the database. */
export function createIdempotency(database: Database, clock: Clock): Idempotency {
  const turns = new KeyTurns();

  function open(
    request: KeyedRequest,
    record: StoredRecord | undefined,
  ): RenderedAnswer | undefined {
    if (record?.answer == null) return undefined;
    if (request.payloadHash === null) return undefined;
    if (record.payload_hash !== request.payloadHash) throw problem("idempotency_key_reused");
    // It was written by `keep` and is authenticated by its seal.
    return JSON.parse(openAnswer(request.key, request.scope, record.answer)) as RenderedAnswer;
  }

  return {
    inTurn: (request, work) =>
      request.payloadHash === null ? work() : turns.run(`${request.scope} ${request.key}`, work),

    async find(request) {
      const [record] = await database.query<StoredRecord>(sql`
        select payload_hash, answer from idempotency_records
        where scope = ${request.scope} and key_hash = ${hashOfKey(request.key)}`);
      return open(request, record);
    },

    async claim(tx, request) {
      const keyHash = hashOfKey(request.key);
      const claimed = await tx.query(sql`
        insert into idempotency_records (scope, key_hash, payload_hash, created_at)
        values (${request.scope}, ${keyHash}, ${request.payloadHash ?? ""}, ${clock.now()})
        on conflict (scope, key_hash) do nothing
        returning key_hash`);
      if (claimed.length > 0) return undefined;
      const [record] = await tx.query<StoredRecord>(sql`
        select payload_hash, answer from idempotency_records
        where scope = ${request.scope} and key_hash = ${keyHash}`);
      const answer = open(request, record);
      // The record was swept between the two statements: rare, and harmless to try again.
      if (answer === undefined)
        throw problem("conflict", "The same request is just ending; repeat it.", {}, 1);
      return answer;
    },

    async keep(tx, request, answer) {
      const sealed = sealAnswer(request.key, request.scope, JSON.stringify(answer));
      await tx.query(sql`
        update idempotency_records set answer = ${sealed}
        where scope = ${request.scope} and key_hash = ${hashOfKey(request.key)}`);
    },

    async sweep(queryable) {
      const before = new Date(clock.now().getTime() - KEPT_HOURS * 3_600_000);
      const swept = await queryable.query(sql`
        delete from idempotency_records where created_at < ${before} returning 1 as one`);
      return swept.length;
    },
  };
}

/** The request's Idempotency-Key with its scope, or undefined when it has none; throws when it must have one or it is malformed. */
export function keyedRequest(
  endpoint: Endpoint,
  request: Request,
  principal: Principal | null,
  body: { value: unknown; bytes: Uint8Array | null },
): KeyedRequest | undefined {
  if (endpoint.method !== "POST") return undefined;
  const key = request.headers.get(HEADER);
  if (key === null) {
    if (endpoint.requiresIdempotencyKey !== true) return undefined;
    throw invalidKey(
      `This request needs the header ${HEADER}: any ${MIN_LENGTH} to ${MAX_LENGTH} characters of your own.`,
    );
  }
  if (key.length < MIN_LENGTH || key.length > MAX_LENGTH) {
    throw invalidKey(
      `${HEADER} has ${key.length} characters; ${MIN_LENGTH} to ${MAX_LENGTH} are allowed.`,
    );
  }
  const payloadHash = body.bytes === null ? null : hashPayload(request, body.bytes);
  return { scope: scopeOf(principal, body.value), key, payloadHash };
}

/** The hash that tells one payload from another: method, path with query, and the exact bytes (or their hash). */
export function hashPayload(request: Request, payload: Uint8Array | string): string {
  const { pathname, search } = new URL(request.url);
  return createHash("sha256")
    .update(`${request.method} ${pathname}${search}\n`)
    .update(payload)
    .digest("base64url");
}

/** The org; who has none yet is told apart by the address or token that the request is about, so strangers' keys never meet. */
function scopeOf(principal: Principal | null, body: unknown): string {
  if (principal !== null) return principal.org_id;
  if (typeof body !== "object" || body === null) return "anonymous";
  const subject: unknown = Reflect.get(body, "email") ?? Reflect.get(body, "token");
  if (typeof subject !== "string") return "anonymous";
  return `anonymous:${createHash("sha256").update(subject.toLowerCase()).digest("base64url")}`;
}

function invalidKey(message: string): Error {
  return problem("invalid_request", message, { issues: [{ path: `headers.${HEADER}`, message }] });
}
