import { ApiError } from "#contract/client.ts";
import type { Batch } from "#contract/batches.ts";
import { ERRORS, isErrorCode } from "#contract/errors.ts";
import type { Quote } from "#contract/quotes.ts";
import { RoutingMode, SlaTier } from "#contract/quotes.ts";
import { formatMoney } from "../../../format/money.ts";
import { plural } from "../../../format/plural.ts";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { Countdown } from "../../../ui/countdown.tsx";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { Select } from "../../../ui/select.tsx";
import { StatTiles } from "../../../ui/stat-tiles.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { LockAnnouncer, ROUTING_CARDS, SLA_CARDS } from "../../quotes/queries.ts";
import type { Repair } from "./use-repair.ts";
import type { Resubmission } from "./use-resubmission.ts";

interface Props {
  batch: Batch;
  repair: Repair;
  resubmission: Resubmission;
}

/** The quote for exactly the kept lines, and the button that makes them a batch. */
export function ResubmitPart({ batch, repair, resubmission }: Props) {
  const { quote, fit, isLocking, isSubmitting, name, setName } = resubmission;
  const { kept, badCount } = repair;
  const isBlocked = kept.length === 0 || badCount > 0 || repair.isChanging;
  const fits = fit === "fits" && quote !== undefined && !repair.isChanging;
  return (
    <div className="flex flex-col gap-4">
      <Terms resubmission={resubmission} />
      <p role="status" className="text-sm text-secondary">
        {kept.length === 0
          ? "Every line is left out: there is nothing to send."
          : badCount > 0
            ? badCount === 1
              ? "1 line cannot be sent as it is. Mend it or leave it out."
              : `${plural(badCount, "line")} cannot be sent as they are. Mend them or leave them out.`
            : null}
      </p>
      {fit === "changed" || fit === "expired" ? (
        <Callout
          tone="attention"
          title={fit === "changed" ? "The lines or terms have changed since" : "The quote ran out"}
        >
          Lock a new quote for them as they are now. Nothing was charged.
        </Callout>
      ) : null}
      {fits ? <QuoteFigures quote={quote} batch={batch} /> : null}
      <Problem resubmission={resubmission} />
      {fits ? (
        <TextField
          label="Name"
          maxLength={512}
          value={name}
          onChange={({ target }) => setName(target.value)}
          className="max-w-md"
        />
      ) : null}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {fits ? (
          <Button
            variant="primary"
            loading={isSubmitting}
            loadingLabel="Submitting"
            onClick={resubmission.submit}
          >
            Submit {plural(kept.length, "line")} for at most{" "}
            {formatMoney(quote.pricing_estimate.total)}
          </Button>
        ) : (
          <Button
            variant="primary"
            disabled={isBlocked}
            loading={isLocking}
            loadingLabel="Locking the quote"
            onClick={resubmission.lock}
          >
            Lock a quote for {plural(kept.length, "line")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** The parent's own terms, to be changed where they were the trouble. */
function Terms({ resubmission: { terms, setTerms } }: Pick<Props, "resubmission">) {
  return (
    <div className="grid max-w-md gap-3 sm:grid-cols-2">
      <Select
        label="Routing mode"
        value={terms.routing_mode}
        options={ROUTING_CARDS.map(({ value }) => ({ value, label: value }))}
        onChange={({ target }) =>
          setTerms({ ...terms, routing_mode: RoutingMode.parse(target.value) })
        }
      />
      <Select
        label="SLA tier"
        value={terms.sla_tier}
        options={SLA_CARDS.map(({ value }) => ({ value, label: value }))}
        onChange={({ target }) => setTerms({ ...terms, sla_tier: SlaTier.parse(target.value) })}
      />
    </div>
  );
}

function QuoteFigures({ quote, batch }: { quote: Quote; batch: Batch }) {
  const selected = quote.quote_lanes.find((lane) => lane.selected);
  const rungs = quote.quote_lanes.filter(({ ladder_rank }) => ladder_rank !== null).length;
  return (
    <>
      <LockAnnouncer expiresAt={quote.expires_at} />
      <StatTiles
        stats={[
          {
            label: "At most",
            value: formatMoney(quote.pricing_estimate.total),
            note: `for ${plural(quote.item_count, "line")}, read from the file`,
          },
          {
            label: "Starts on",
            value: selected?.display_name ?? "–",
            note: plural(rungs, "lane on the ladder", "lanes on the ladder"),
          },
          {
            label: "Holds",
            value: <Countdown until={quote.expires_at} ended="no longer" />,
            note: "then lock another one",
          },
          {
            label: "The parent came to",
            value: formatMoney(batch.cost),
            note: "charged for its answers",
          },
        ]}
      />
    </>
  );
}

const TITLES = {
  upload: "The lines could not be uploaded",
  quote: "These lines cannot be quoted as they stand",
  submit: "The batch was not submitted",
} as const;

function Problem({ resubmission: { error, failedAt } }: Pick<Props, "resubmission">) {
  if (error === null) return null;
  const facts = error instanceof ApiError ? error : undefined;
  const found = facts?.preflight.map(({ message }) => message) ?? [];
  return (
    <ErrorPanel
      title={TITLES[failedAt]}
      why={(found.length > 0 ? found.slice(0, 5) : [error.message]).map((message) => (
        <span key={message} className="block">
          {message}
        </span>
      ))}
      remedy={facts !== undefined && isErrorCode(facts.code) ? ERRORS[facts.code].fix : undefined}
      code={facts?.code}
      requestId={facts?.request_id ?? undefined}
    />
  );
}
