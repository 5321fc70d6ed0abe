import type { Operation, PrivacyTier } from "#contract/catalog.ts";
import type { EndpointInput } from "#contract/endpoint.ts";
import type { contract } from "#contract/index.ts";
import type { Quote, RoutingMode, SlaTier } from "#contract/quotes.ts";

/** The body of `POST /v1/quotes/model`, as a caller gives it. */
export type QuoteBody = NonNullable<EndpointInput<typeof contract.quotes.createForModel>["body"]>;

/** What the quote form holds: numbers and amounts as they are typed. */
export interface QuoteForm {
  /** In order of preference. */
  models: readonly string[];
  routing_mode: RoutingMode;
  /** Which of the two below counts. */
  work: "estimate" | "file";
  estimated_items: string;
  input_file_id: string;
  operation: Operation;
  estimated_input_tokens_per_item: string;
  estimated_output_tokens_per_item: string;
  sla_tier: SlaTier;
  privacy_tier: PrivacyTier;
  /** None is anywhere. */
  allowed_regions: readonly string[];
  /** Dollars; "" is no limit. */
  max_price: string;
}

/** How many models a quote may be asked for by name. */
const MOST_MODELS = 20;

export const emptyQuoteForm: QuoteForm = {
  models: ["gpt-4o-mini"],
  routing_mode: "cheapest",
  work: "estimate",
  estimated_items: "1000",
  input_file_id: "",
  operation: "responses",
  estimated_input_tokens_per_item: "",
  estimated_output_tokens_per_item: "",
  sla_tier: "standard",
  privacy_tier: "standard",
  allowed_regions: [],
  max_price: "",
};

/** The form as the request says it; what stands at its default is left out, as a person would. */
export function quoteBody(form: QuoteForm): QuoteBody {
  const maxPrice = form.max_price.trim().replace(/^\$/, "");
  return {
    ...(form.models.length === 0 ? {} : { models: [...form.models] }),
    routing_mode: form.routing_mode,
    ...(form.work === "file" ? workOfFile(form) : workOfEstimate(form)),
    ...(form.sla_tier === "standard" ? {} : { sla_tier: form.sla_tier }),
    ...(form.privacy_tier === "standard" ? {} : { privacy_tier: form.privacy_tier }),
    ...(form.allowed_regions.length === 0 ? {} : { allowed_regions: [...form.allowed_regions] }),
    ...(maxPrice === "" ? {} : { max_price: { currency: "usd" as const, amount: maxPrice } }),
  };
}

function workOfFile(form: QuoteForm): Partial<QuoteBody> {
  return {
    ...(form.input_file_id === "" ? {} : { input_file_id: form.input_file_id }),
    ...numberField("estimated_output_tokens_per_item", form.estimated_output_tokens_per_item),
  };
}

function workOfEstimate(form: QuoteForm): Partial<QuoteBody> {
  return {
    ...(form.operation === "responses" ? {} : { operation: form.operation }),
    ...numberField("estimated_items", form.estimated_items),
    ...numberField("estimated_input_tokens_per_item", form.estimated_input_tokens_per_item),
    ...numberField("estimated_output_tokens_per_item", form.estimated_output_tokens_per_item),
  };
}

function numberField<Name extends string>(name: Name, typed: string): { [K in Name]?: number } {
  // What is no number is left to the gateway's words: JSON has no way to say it, and null is refused by name.
  const field: { [K in Name]?: number } = {};
  if (typed.trim() !== "") field[name] = Number(typed);
  return field;
}

/** The same work asked for again, from what the quote itself says: for a quote that ran out or was used up. */
export function requoteBody(quote: Quote): QuoteBody {
  return quoteBody(formOfQuote(quote));
}

/** The form that would have led to this quote; tokens per item are the quote's mean, rounded up. */
export function formOfQuote(quote: Quote): QuoteForm {
  const { pricing_estimate, item_count } = quote;
  const isOfFile = quote.input_file_id !== null && pricing_estimate.basis === "file";
  const perItem = (tokens: number): string =>
    String(Math.max(1, Math.ceil(tokens / Math.max(1, item_count))));
  return {
    ...emptyQuoteForm,
    // A file's lines name their models anyway, and the API takes no longer list than this.
    models: isOfFile && quote.models.length > MOST_MODELS ? [] : quote.models,
    routing_mode: quote.routing_mode,
    work: isOfFile ? "file" : "estimate",
    input_file_id: quote.input_file_id ?? "",
    estimated_items: String(item_count),
    // A file's items state their own limits; what was assumed for the rest is not told.
    estimated_input_tokens_per_item: isOfFile ? "" : perItem(pricing_estimate.input_tokens),
    estimated_output_tokens_per_item:
      isOfFile || pricing_estimate.output_tokens === 0
        ? ""
        : perItem(pricing_estimate.output_tokens),
    operation: isOfFile || pricing_estimate.output_tokens > 0 ? "responses" : "embeddings",
    sla_tier: quote.sla_tier,
    privacy_tier: quote.privacy_tier,
    allowed_regions: quote.allowed_regions.filter((region) => region !== "global"),
  };
}
