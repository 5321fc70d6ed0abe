import { InboxId } from "#contract/primitives.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { readBounded } from "../http/json-body.ts";
import { problem } from "../http/problem.ts";
import { findInbox, insertReceipt } from "./inboxes-store.ts";

/** The part of a path before the id, and after it, as the router knows the route. */
const INBOX_RECEIVER_PATH = "/local/webhook-inboxes/{id}/hook";

const PATH = /^\/local\/webhook-inboxes\/([^/]+)\/hook$/;
const BODY_LIMIT_BYTES = 1024 ** 2;
const BODYLESS_STATUSES = new Set([204, 205, 304]);

export interface InboxReceiverDependencies {
  database: Database;
  clock: Clock;
  /** Lets the time pass that a delivery is on its way: none but in a rehearsal, whose clock stands still otherwise. */
  arrive: () => Promise<void>;
  /** Waits before an answer, as the inbox was told to; a sender that has gone away ends the wait. */
  delay: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What the server can do for a receiver that a `Response` cannot say. */
interface ReceiverCall {
  request_id: string;
  /** Breaks the connection without an answer, and gives what to return then. */
  breakConnection?: (() => Response) | undefined;
}

/** A route outside the contract's tree, for every method. */
export interface InboxReceiver {
  path: string;
  handle(request: Request, call: ReceiverCall): Promise<Response>;
}

/** Takes in whatever is sent to an inbox, byte for byte, and answers as the inbox was told to. */
export function createInboxReceiver({
  database,
  clock,
  arrive,
  delay,
}: InboxReceiverDependencies): InboxReceiver {
  return {
    path: INBOX_RECEIVER_PATH,
    async handle(request, call) {
      const id = InboxId.safeParse(PATH.exec(new URL(request.url).pathname)?.[1]);
      const inbox = id.success ? await findInbox(database, id.data) : undefined;
      if (inbox === undefined) throw problem("not_found", "There is no such inbox.");
      await arrive();
      const receipt = {
        received_at: clock.now(),
        method: request.method,
        headers: Object.fromEntries(request.headers),
        body: await readBounded(request, BODY_LIMIT_BYTES),
      };
      await database.transaction((tx) => insertReceipt(tx, inbox.id, receipt));
      const { status, delay_ms, drop } = inbox.answer;
      if (delay_ms > 0) await delay(delay_ms, request.signal);
      if (drop) return (call.breakConnection ?? brokenBody)();
      return BODYLESS_STATUSES.has(status)
        ? new Response(null, { status })
        : Response.json({ received: true }, { status });
    },
  };
}

/** Where the connection itself is out of reach, an answer that breaks off is the nearest thing. */
function brokenBody(): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.error(new Error("The inbox was told to break the connection."));
    },
  });
  return new Response(body);
}
