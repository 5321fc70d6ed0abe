import type { EndpointInput } from "#contract/endpoint.ts";
import type { InputFile } from "#contract/files.ts";
import type { contract } from "#contract/index.ts";
import type { Quote } from "#contract/quotes.ts";
import type { QuoteTerms } from "./quote-part.tsx";

type QuoteBody = NonNullable<EndpointInput<typeof contract.quotes.createForModel>["body"]>;

/** The terms to begin with: those of the quote at hand, else the defaults. */
export function termsOfQuote(quote: Quote | undefined): QuoteTerms {
  return {
    routing_mode: quote?.routing_mode ?? "cheapest",
    sla_tier: quote?.sla_tier ?? "standard",
  };
}

/** Asks for a quote of the file itself; what else the quote at hand was held to is kept. */
export function quoteBodyForFile(
  file: InputFile,
  { routing_mode, sla_tier }: QuoteTerms,
  quote: Quote | undefined,
): QuoteBody {
  const regions = quote?.allowed_regions.filter((region) => region !== "global") ?? [];
  return {
    input_file_id: file.id,
    routing_mode,
    ...(sla_tier === "standard" ? {} : { sla_tier }),
    ...(quote === undefined || quote.privacy_tier === "standard"
      ? {}
      : { privacy_tier: quote.privacy_tier }),
    ...(regions.length === 0 ? {} : { allowed_regions: regions }),
  };
}
