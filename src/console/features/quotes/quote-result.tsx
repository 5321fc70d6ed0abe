import type { Quote } from "#contract/quotes.ts";
import type { Ref } from "react";
import { Link } from "react-router";
import { formatMoney } from "../../format/money.ts";
import { plural } from "../../format/plural.ts";
import { Section } from "../../layout/page.tsx";
import { paths } from "../../paths.ts";
import { Button, buttonClassName } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Countdown } from "../../ui/countdown.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { StatTiles } from "../../ui/stat-tiles.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import type { Tone } from "../../ui/tone.ts";
import { useNow } from "../../ui/use-now.ts";
import { Affordability } from "./affordability.tsx";
import { LanePicture } from "./lane-picture.tsx";
import { LanesNotTaken, LanesTaken } from "./lane-tables.tsx";
import { LockAnnouncer } from "./lock-announcer.tsx";
import { ranOutWords } from "./lock-words.ts";
import { PriceByModel } from "./price-by-model.tsx";
import { PriceRangePicture } from "./price-range-picture.tsx";
import { BASIS_WORDS } from "./quote-words.ts";
import { useHasPassed } from "./use-has-passed.ts";

interface Props {
  quote: Quote;
  headingRef: Ref<HTMLHeadingElement>;
  onLockAgain: () => void;
  isLocking: boolean;
}

/** A quote: what it comes to and why, how long it holds, and every lane's verdict. */
export function QuoteResult({ quote, headingRef, onLockAgain, isLocking }: Props) {
  const hasPassed = useHasPassed(quote.expires_at);
  const isOpen = quote.status === "open" && !hasPassed;
  const { pricing_estimate } = quote;
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h2
            ref={headingRef}
            tabIndex={-1}
            className="flex flex-wrap items-center gap-x-3 font-semibold"
          >
            {plural(quote.item_count, "item")}, {quote.routing_mode}, {quote.sla_tier}
            <QuoteStatusBadge quote={quote} isOpen={isOpen} />
          </h2>
          <MonoId id={quote.quote_id} what="quote id" />
        </div>
        {isOpen ? (
          <div className="flex flex-wrap gap-2">
            <Button loading={isLocking} loadingLabel="Locking a new quote" onClick={onLockAgain}>
              Lock again
            </Button>
            <Link to={submitPath(quote)} className={buttonClassName({ variant: "primary" })}>
              Submit on this quote
            </Link>
          </div>
        ) : null}
      </div>
      {isOpen ? (
        <LockAnnouncer expiresAt={quote.expires_at} />
      ) : (
        <NoLongerOpen quote={quote} onLockAgain={onLockAgain} isLocking={isLocking} />
      )}
      <StatTiles
        className="mt-4"
        stats={[
          {
            label: "Total",
            value: formatMoney(pricing_estimate.total),
            note: "the ceiling, fee included",
          },
          {
            label: "Providers",
            value: formatMoney(pricing_estimate.provider_subtotal),
            note: `${plural(quote.model_lines.length, "model")}, before the fee`,
          },
          {
            label: "Our fee",
            value: formatMoney(pricing_estimate.service_fee),
            note: `${pricing_estimate.service_fee_percent} %`,
          },
          {
            label: "Locked for",
            value: isOpen ? <Countdown until={quote.expires_at} ended="–" /> : "–",
            note: isOpen ? "then the prices may change" : "no longer open",
          },
        ]}
      />
      {isOpen ? <Affordability total={pricing_estimate.total} /> : null}
      <Section title="What it may come to" note="input is counted, output is a guess until it is written">
        <PriceRangePicture quote={quote} />
      </Section>
      <Section title="Price by model" note={BASIS_WORDS[pricing_estimate.basis]}>
        <PriceByModel quote={quote} />
      </Section>
      <Section title="Lanes" note="where the work starts, and the ladder it would climb down">
        <LanePicture quote={quote} />
        <LanesTaken quote={quote} />
      </Section>
      <LanesNotTaken quote={quote} />
    </>
  );
}

function submitPath({ quote_id, input_file_id }: Quote): string {
  return paths.submit({ quote_id, ...(input_file_id === null ? {} : { input_file_id }) });
}

function QuoteStatusBadge({ quote, isOpen }: { quote: Quote; isOpen: boolean }) {
  const [tone, word]: [Tone, string] = isOpen
    ? ["done", "open"]
    : quote.status === "used"
      ? ["waiting", "used"]
      : ["attention", "expired"];
  return <StatusBadge tone={tone}>{word}</StatusBadge>;
}

interface NoLongerOpenProps {
  quote: Quote;
  onLockAgain: () => void;
  isLocking: boolean;
}

function NoLongerOpen({ quote, onLockAgain, isLocking }: NoLongerOpenProps) {
  const now = useNow(1000);
  const isUsed = quote.status === "used";
  return (
    <Callout
      className="mt-4"
      tone={isUsed ? "neutral" : "attention"}
      title={isUsed ? "A batch was submitted on this quote" : ranOutWords(quote.expires_at, now)}
      actions={
        <>
          <Button
            size="small"
            loading={isLocking}
            loadingLabel="Locking a new quote"
            onClick={onLockAgain}
          >
            Lock a new one
          </Button>
          {quote.batch_id === null ? null : (
            <Link to={paths.batch(quote.batch_id)} className={buttonClassName({ size: "small" })}>
              Open the batch
            </Link>
          )}
        </>
      }
    >
      {isUsed
        ? "Each batch needs a quote of its own. A new one asks for the same work at today's prices."
        : "Prices are locked for 10 minutes. A new one asks for the same work; nothing was charged."}
    </Callout>
  );
}
