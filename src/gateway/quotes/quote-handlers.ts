import type { Quote, quotes } from "#contract/quotes.ts";
import type { Clock } from "../clock.ts";
import type { Database, Transaction } from "../database/database.ts";
import type { Handlers } from "../http/handler.ts";
import { compareQuotes } from "./compare-quotes.ts";
import { prepareQuote, type QuoteDependencies, type QuoteRequest } from "./lock-quote.ts";
import { quoteAnswer } from "./quote-answer.ts";
import { getQuote, insertQuote, quoteStatus, type StoredQuote } from "./quote-store.ts";

export interface QuoteHandlerDependencies extends QuoteDependencies {
  database: Database;
  clock: Clock;
  /** Brings what `laneStates` gives up to date. */
  refreshLaneStates: () => Promise<void>;
}

export function createQuoteHandlers(
  dependencies: QuoteHandlerDependencies,
): Handlers<typeof quotes> {
  const { database, clock, refreshLaneStates } = dependencies;
  async function prepare(request: QuoteRequest): Promise<StoredQuote> {
    await refreshLaneStates();
    return prepareQuote(dependencies, database, request);
  }

  async function write(tx: Transaction, quote: StoredQuote): Promise<Quote> {
    await insertQuote(tx, quote);
    return quoteAnswer(quote, quote.created_at);
  }

  return {
    async createForModel({ principal: { org_id }, body, transaction }) {
      const quote = await prepare({ org_id, kind: "model", body, now: clock.now() });
      return transaction((tx) => write(tx, quote));
    },

    async compare({ principal: { org_id }, body }) {
      await refreshLaneStates();
      const now = clock.now();
      const data = await compareQuotes(dependencies, database, { org_id, body, now });
      return { compared_at: now.toISOString(), data };
    },

    async createForWorkflow({ principal: { org_id }, body, transaction }) {
      const quote = await prepare({ org_id, kind: "workflow", body, now: clock.now() });
      return transaction((tx) => write(tx, quote));
    },

    async get({ principal: { org_id }, params: { quote_id }, revalidate }) {
      const quote = await getQuote(database, { quote_id, org_id });
      const now = clock.now();
      // A quote changes once at most in what it shows: its status.
      return revalidate(`${quote.id}-${quoteStatus(quote, now)}`, async () =>
        quoteAnswer(quote, now),
      );
    },
  };
}
