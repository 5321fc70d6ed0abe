import type { Contract } from "#contract/index.ts";
import type { Inbox } from "#contract/local.ts";
import { newId } from "#contract/primitives.ts";
import type { RandomBytes } from "#contract/random-bytes.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import {
  findInbox,
  insertInbox,
  listReceipts,
  updateInboxAnswer,
  type InboxRow,
} from "./inboxes-store.ts";

export interface LocalInboxDependencies {
  database: Database;
  clock: Clock;
  entropy: RandomBytes;
  /** Origin under which this gateway is reached, for the inboxes' URLs. */
  publicUrl: string;
}

type InboxHandlers = Pick<
  Handlers<Contract["local"]>,
  "createInbox" | "getInbox" | "setInboxAnswer"
>;

/** Answers the endpoints of the webhook inboxes; what is sent to them comes in through `createInboxReceiver`. */
export function createLocalInboxHandlers({
  database,
  clock,
  entropy,
  publicUrl,
}: LocalInboxDependencies): InboxHandlers {
  function show({ id, answer }: Pick<InboxRow, "id" | "answer">, data: Inbox["data"]): Inbox {
    const url = `${publicUrl.replace(/\/$/, "")}/local/webhook-inboxes/${id}/hook`;
    return { inbox_id: id, url, answer, data };
  }

  return {
    async createInbox({ transaction }) {
      return transaction(async (tx) => {
        const id = newId("inbox", clock.now().getTime(), entropy);
        const answer = { status: 200, delay_ms: 0, drop: false };
        await insertInbox(tx, id, answer, clock.now());
        return show({ id, answer }, []);
      });
    },

    async getInbox({ params, revalidate }) {
      const inbox = await findInbox(database, params.id);
      if (inbox === undefined) throw problem("not_found");
      // Receipts may be large, and the console asks every second: most answers need not read them.
      return revalidate(`${inbox.id}.${inbox.version}`, async () =>
        show(inbox, await listReceipts(database, inbox.id)),
      );
    },

    async setInboxAnswer({ params, body }) {
      if (body.answer.status < 200) {
        const message = "A status below 200 does not end an answer; give 200 to 599.";
        throw problem("invalid_request", message, {
          issues: [{ path: "body.answer.status", message }],
        });
      }
      const isThere = await updateInboxAnswer(database, params.id, body.answer);
      const inbox = isThere ? await findInbox(database, params.id) : undefined;
      if (inbox === undefined) throw problem("not_found");
      return show(inbox, await listReceipts(database, inbox.id));
    },
  };
}
