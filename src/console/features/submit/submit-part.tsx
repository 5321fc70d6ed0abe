import type { Quote } from "#contract/quotes.ts";
import { useId, type FormEvent } from "react";
import { formProblems } from "../../api/form-problems.ts";
import { formatMoney } from "../../format/money.ts";
import { plural } from "../../format/plural.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { JsonView } from "../../ui/json-view.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { LockAnnouncer } from "../quotes/queries.ts";
import { shownBody, type BatchBody, type BatchForm } from "./batch-form.ts";
import { Credits } from "./credits.tsx";
import { MetadataFields } from "./metadata-fields.tsx";
import type { QuoteFit } from "./quote-fit.ts";
import { SubmitProblem } from "./submit-problem.tsx";
import type { LocalInbox } from "./use-local-inbox.ts";
import { WebhookFields } from "./webhook-fields.tsx";

interface Props {
  form: BatchForm;
  onChange: (form: BatchForm) => void;
  quote: Quote;
  fit: QuoteFit;
  itemCount: number;
  body: BatchBody;
  idempotencyKey: string;
  inbox: LocalInbox;
  onSubmit: () => void;
  isSubmitting: boolean;
  error: Error | null;
  onLock: () => void;
  isLocking: boolean;
}

/** Names the batch, says where to tell its end, and sends it once. */
export function SubmitPart(props: Props) {
  const { form, onChange, quote, fit, itemCount, inbox, error, isSubmitting } = props;
  const id = useId();
  const problems = formProblems(error, {
    "webhook.url": `${id}-webhook-url`,
    "webhook.secret": `${id}-webhook-secret`,
    metadata: `${id}-name`,
  });
  const isWaiting = form.webhook.kind === "inbox" && inbox.url === undefined;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isWaiting) props.onSubmit();
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5">
      <LockAnnouncer expiresAt={quote.expires_at} />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          id={`${id}-name`}
          label="Name"
          maxLength={512}
          placeholder="How you will find it again"
          value={form.name}
          onChange={({ target }) => onChange({ ...form, name: target.value })}
        />
        <TextField
          label="Description"
          maxLength={512}
          value={form.description}
          onChange={({ target }) => onChange({ ...form, description: target.value })}
        />
      </div>
      <MetadataFields
        pairs={form.pairs}
        error={problems.fields["metadata"]}
        onChange={(pairs) => onChange({ ...form, pairs })}
      />
      <WebhookFields
        id={id}
        choice={form.webhook}
        problems={problems.fields}
        inbox={inbox}
        onChange={(webhook) => onChange({ ...form, webhook })}
      />
      <Request body={props.body} idempotencyKey={props.idempotencyKey} />
      {fit.kind === "perhaps" && error === null ? (
        <Callout
          tone="attention"
          title="The quote may be too small for this file"
          actions={
            <Button size="small" loading={props.isLocking} onClick={props.onLock}>
              Lock one for the file
            </Button>
          }
        >
          {fit.reason} The gateway prices the real items at the locked rates, and refuses what comes
          to more.
        </Callout>
      ) : null}
      <SubmitProblem
        error={error}
        problems={problems.all}
        onLock={props.onLock}
        isLocking={props.isLocking}
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button
          type="submit"
          variant="primary"
          disabled={isWaiting}
          loading={isSubmitting}
          loadingLabel="Submitting"
        >
          Submit {plural(itemCount, "item")} for at most {formatMoney(quote.pricing_estimate.total)}
        </Button>
        <Credits total={quote.pricing_estimate.total} />
      </div>
    </form>
  );
}

/** The request exactly as it will go, the credential aside. */
function Request({ body, idempotencyKey }: { body: BatchBody; idempotencyKey: string }) {
  return (
    <div>
      <p className="flex flex-wrap items-center gap-x-2 text-sm text-secondary">
        <span>Idempotency-Key</span>
        <MonoId id={idempotencyKey} what="idempotency key" />
      </p>
      <p className="text-xs text-muted">
        One for this intent: sent twice, by a double click or after a lost answer, it makes one
        batch. It changes when what you submit changes.
      </p>
      <Disclosure title="The request as it will go" className="mt-2">
        <Panel flush header={<code className="text-sm">POST /v1/batches</code>}>
          <p className="px-3 pt-2 font-mono text-xs break-all text-secondary">
            <span className="text-muted">idempotency-key:</span> {idempotencyKey}
          </p>
          <JsonView bare wrap label="Request body" value={shownBody(body)} />
        </Panel>
      </Disclosure>
    </div>
  );
}
