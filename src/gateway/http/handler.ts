import type { Endpoint, HandlerAnswer, ParsedInput, Permission } from "#contract/endpoint.ts";
import type { ApiKeyId, OrgId, UserId } from "#contract/primitives.ts";
import type { Logger } from "pino";
import type { Transaction } from "../database/database.ts";
import type { AnswerHeaders, KnownAnswer } from "./answers.ts";

/** Who calls. A session may do everything; a key what its permissions say. */
export interface Principal {
  kind: "session" | "api_key";
  org_id: OrgId;
  user_id: UserId;
  /** Null for a session. */
  api_key_id: ApiKeyId | null;
  permissions: ReadonlySet<Permission>;
}

/** Turns the bearer token of a request by this method into who it is; throws the 401 problem that fits. */
export type Authenticator = (bearer: string, method: string) => Promise<Principal>;

/** What a handler is given: the parsed request, who asks, and the means to answer. */
export interface HandlerContext<E extends Endpoint> extends ParsedInput<E> {
  /** Null only where the endpoint's auth is `none`. */
  principal: E["auth"] extends { kind: "none" } ? null : Principal;
  /** The request as it came; its body is unread for uploads, and read for JSON; its signal tells that the client has gone. */
  request: Request;
  /** The network address that it came from. */
  address: string;
  request_id: string;
  log: Logger;
  /** Headers to add to the answer. */
  headers: AnswerHeaders;
  /**
   * Answers what `make` gives, with this version as its `ETag`: without asking it when the client holds the version or this
   * process has rendered it before.
   */
  revalidate(
    version: string,
    make: () => Promise<HandlerAnswer<E>>,
  ): Promise<HandlerAnswer<E> | KnownAnswer>;
  /**
   * Runs the part of a POST that changes things. When the request carries an `Idempotency-Key`, the record of it commits
   * in the same transaction, and a repetition gets the first answer instead of a second run. `payloadHash` is needed
   * for uploads alone, whose bytes the router has not seen.
   */
  transaction(
    work: (tx: Transaction) => Promise<HandlerAnswer<E>>,
    options?: { payloadHash?: string },
  ): Promise<HandlerAnswer<E>>;
}

/** Answers one endpoint; a `Response` is sent as it is (bytes, streams), anything else is checked against the contract. */
export type Handler<E extends Endpoint> = (
  context: HandlerContext<E>,
) => Promise<HandlerAnswer<E> | KnownAnswer | Response>;

/** A handler for every endpoint of a group, by name: leave one out and it does not compile. */
export type Handlers<Group extends Record<string, Endpoint>> = {
  [Name in keyof Group]: Handler<Group[Name]>;
};
