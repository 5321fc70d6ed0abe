import type { InputFile } from "#contract/files.ts";
import type { Quote } from "#contract/quotes.ts";
import { Link } from "react-router";
import { formatMoney } from "../../format/money.ts";
import { plural } from "../../format/plural.ts";
import { paths } from "../../paths.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Countdown } from "../../ui/countdown.tsx";
import { ErrorSummary } from "../../ui/error-summary.tsx";
import { RadioCards } from "../../ui/radio-cards.tsx";
import { useNow } from "../../ui/use-now.ts";
import { callProblems, ranOutWords, ROUTING_CARDS, SLA_CARDS } from "../quotes/queries.ts";
import type { QuoteTerms } from "./quote-for-file.ts";
import type { QuoteFit } from "./quote-fit.ts";

interface Props {
  file: InputFile;
  /** The quote at hand and how it stands to the file; undefined when there is none. */
  quoted: { quote: Quote; fit: QuoteFit } | undefined;
  terms: QuoteTerms;
  onTerms: (terms: QuoteTerms) => void;
  onLock: () => void;
  isLocking: boolean;
  error: Error | null;
  attempt: number;
}

/** Locks a quote for the file, or says why the one at hand will not do. */
export function QuotePart({
  file,
  quoted,
  terms,
  onTerms,
  onLock,
  isLocking,
  error,
  attempt,
}: Props) {
  const problems = callProblems(error, {});
  return (
    <div className="flex flex-col gap-5">
      {quoted === undefined ? null : <QuoteTrouble {...quoted} />}
      <ErrorSummary
        problems={problems.all}
        attempt={attempt}
        className="scroll-mt-20"
        {...(problems.all.length > 1 ? { title: "This cannot be quoted as it stands" } : {})}
      />
      <RadioCards
        label="Routing mode"
        columns={4}
        options={ROUTING_CARDS}
        value={terms.routing_mode}
        onChange={(routing_mode) => onTerms({ ...terms, routing_mode })}
      />
      <RadioCards
        label="SLA tier"
        columns={3}
        options={SLA_CARDS}
        value={terms.sla_tier}
        onChange={(sla_tier) => onTerms({ ...terms, sla_tier })}
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button
          variant="primary"
          loading={isLocking}
          loadingLabel="Locking the quote"
          onClick={onLock}
        >
          Lock a quote for {plural(file.line_count, "item")}
        </Button>
        <p className="text-sm text-secondary">
          Free, holds for 10 minutes. Regions, privacy and a price limit are on the{" "}
          <Link to={paths.quote({ input_file_id: file.id })} className="link">
            quote page
          </Link>
          .
        </p>
      </div>
    </div>
  );
}

function QuoteTrouble({ quote, fit }: { quote: Quote; fit: QuoteFit }) {
  const now = useNow(1000);
  switch (fit.kind) {
    case "fits":
    case "perhaps":
      return null;
    case "expired":
      return (
        <Callout tone="attention" announced title={ranOutWords(quote.expires_at, now)}>
          Lock a new one for the same file. Nothing was charged.
        </Callout>
      );
    case "used":
      return (
        <Callout tone="attention" title="A batch was submitted on this quote">
          Each batch needs a quote of its own.{" "}
          {quote.batch_id === null ? null : (
            <Link to={paths.batch(quote.batch_id)} className="link">
              Open that batch
            </Link>
          )}
        </Callout>
      );
    case "short":
      return (
        <Callout tone="attention" title="The quote does not cover this file">
          {fit.reason} Lock one for the file itself.
        </Callout>
      );
  }
}

/** The folded quote: what it comes to at most, where the work starts, and how long it holds. */
export function QuoteSummary({ quote }: { quote: Quote }) {
  const selected = quote.quote_lanes.find((lane) => lane.selected);
  return (
    <span className="tabular-nums">
      <strong className="text-ink">{formatMoney(quote.pricing_estimate.total)}</strong> at most
      {selected === undefined ? "" : ` · starts on ${selected.display_name}`} · {quote.routing_mode}
      , {quote.sla_tier} · holds <Countdown until={quote.expires_at} ended="no longer" />
    </span>
  );
}
