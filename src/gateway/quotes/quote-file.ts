import type { FileId, OrgId } from "#contract/primitives.ts";
import { ModelQuoteBody } from "#contract/quotes.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { prepareQuote, type QuoteDependencies } from "./lock-quote.ts";
import type { StoredQuote } from "./quote-store.ts";

export interface QuoteFileDependencies extends QuoteDependencies {
  clock: Clock;
  database: Database;
  /** Brings what `laneStates` gives up to date. */
  refreshLaneStates: () => Promise<void>;
}

/** Quotes all of a file on the models that its lines name, by `cheapest` and on the usual terms; throws as `prepareQuote` does. */
export async function quoteFile(
  dependencies: QuoteFileDependencies,
  org_id: OrgId,
  input_file_id: FileId,
): Promise<StoredQuote> {
  const { clock, database, refreshLaneStates } = dependencies;
  await refreshLaneStates();
  const body = ModelQuoteBody.parse({ input_file_id, routing_mode: "cheapest" });
  return prepareQuote(dependencies, database, { org_id, kind: "model", body, now: clock.now() });
}
