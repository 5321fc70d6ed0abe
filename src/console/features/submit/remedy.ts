import { ApiError } from "#contract/client.ts";

/** What helps when a batch was not accepted. */
export type Remedy = "requote" | "quote_file" | "top_up" | "new_key" | "none";

/** Preflight issues that a quote locked for the very file would not have. */
const OF_THE_QUOTE = new Set(["exceeds_quote", "model_not_quoted"]);

/** What helps against an error of `POST /v1/batches`. */
export function remedyOf(error: Error): Remedy {
  if (!(error instanceof ApiError)) return "none";
  switch (error.code) {
    case "quote_expired":
    case "quote_used":
      return "requote";
    case "preflight_failed":
      return error.preflight.some(({ code }) => OF_THE_QUOTE.has(code)) ? "quote_file" : "none";
    case "insufficient_credits":
      return "top_up";
    case "idempotency_key_reused":
      return "new_key";
    default:
      return "none";
  }
}
