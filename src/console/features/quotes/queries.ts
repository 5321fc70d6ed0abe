import { contract } from "#contract/index.ts";
import { useEndpoint } from "../../api/query.ts";

export { LockAnnouncer } from "./lock-announcer.tsx";
export { ranOutWords } from "./lock-words.ts";
export { useHasPassed } from "./use-has-passed.ts";
export { callProblems } from "./call-problems.ts";
export { ROUTING_CARDS, SLA_CARDS } from "./quote-words.ts";

/** One quote; nothing is asked while there is no id. */
export function useQuote(quoteId: string | undefined, enabled: boolean) {
  return useEndpoint(
    contract.quotes.get,
    { params: { quote_id: quoteId ?? "" } },
    { enabled: enabled && quoteId !== undefined },
  );
}
