import type { EndpointInput } from "#contract/endpoint.ts";
import type { InputFile } from "#contract/files.ts";
import type { contract } from "#contract/index.ts";
import type { Quote, RoutingMode, SlaTier } from "#contract/quotes.ts";

type QuoteBody = NonNullable<EndpointInput<typeof contract.quotes.createForModel>["body"]>;

/** The terms of a quote that are asked for here; the quote page has all of them. */
export interface QuoteTerms {
  routing_mode: RoutingMode;
  sla_tier: SlaTier;
}

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
