import type { Contract } from "#contract/index.ts";
import type { RehearsalStart } from "#contract/local.ts";
import { toMicros, toMoney } from "#contract/primitives.ts";
import type { Credits } from "../accounts/credits.ts";
import { getAccount } from "../accounts/users-store.ts";
import type { Database } from "../database/database.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import { deleteMails, listMails } from "../mail/mailbox.ts";

/** More at once is no test of anything, and sums stay far from the database's bounds. */
const MAX_TOP_UP_MICROS = 1_000_000_000_000n;

export interface LocalMailboxDependencies {
  database: Database;
  credits: Credits;
  /** Empties the gateway: every table and every artifact; then begins a rehearsal, where one is asked for. */
  reset: (rehearsal: RehearsalStart | undefined) => Promise<void>;
}

type MailboxHandlers = Pick<
  Handlers<Contract["local"]>,
  "listMails" | "clearMails" | "addCredits" | "reset"
>;

/** Answers the local aids around an account: its mails, its credits, and beginning anew. */
export function createLocalMailboxHandlers({
  database,
  credits,
  reset,
}: LocalMailboxDependencies): MailboxHandlers {
  return {
    async listMails({ query }) {
      return { data: await listMails(database, query.to) };
    },

    async clearMails() {
      await deleteMails(database);
      return undefined;
    },

    async addCredits({ body, principal, transaction }) {
      const amount = toMicros(body.amount);
      if (amount <= 0n || amount > MAX_TOP_UP_MICROS) {
        const message = `Top up by more than nothing and at most $${toMoney(MAX_TOP_UP_MICROS).amount}.`;
        throw problem("invalid_request", message, { issues: [{ path: "body.amount", message }] });
      }
      return transaction(async (tx) => {
        await credits.grant(tx, principal.org_id, amount, "Topped up by hand");
        const { balance_micros } = await getAccount(tx, principal.user_id);
        return { credit_balance: toMoney(balance_micros) };
      });
    },

    async reset({ body }) {
      await reset(body.rehearsal);
      return undefined;
    },
  };
}
