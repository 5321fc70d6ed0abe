import { newId } from "#contract/primitives.ts";
import type { Logger } from "pino";
import type { Principal } from "./handler.ts";
import { clientAddress, connectionBreaker, type ServerBindings } from "./server-bindings.ts";

/** One request on its way, and what has become known of it. */
export class Journey {
  readonly request_id = newId("request");
  readonly startedAt = performance.now();
  readonly request: Request;
  readonly url: URL;
  /** The client's, for rate limits. */
  readonly address: string;
  /** Breaks the connection without an answer, and gives what to return then; undefined where there is no connection. */
  readonly breakConnection: (() => Response) | undefined;
  /** The pattern of its path, never the path: a path may carry a token. */
  route = "unrouted";
  principal: Principal | null = null;
  isPage = false;
  readonly #log: Logger;

  constructor(
    request: Request,
    bindings: ServerBindings,
    { log, trustsProxy }: { log: Logger; trustsProxy: boolean },
  ) {
    this.request = request;
    this.url = new URL(request.url);
    this.address = clientAddress(request, bindings, trustsProxy);
    this.breakConnection = connectionBreaker(bindings);
    this.#log = log;
  }

  /** Each line names the request; made when it is asked for, which few requests do. */
  get log(): Logger {
    return this.#log.child({ request_id: this.request_id });
  }
}
