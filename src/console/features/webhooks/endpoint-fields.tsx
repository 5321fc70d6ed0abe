import { contract } from "#contract/index.ts";
import { WEBHOOK_EVENT_TYPES } from "#contract/webhook-events.ts";
import { useId, type FormEvent } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { formProblems } from "../../api/form-problems.ts";
import { useAction } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorSummary } from "../../ui/error-summary.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { toast } from "../../ui/toast.tsx";
import { endpointBody, type EndpointForm } from "./endpoint-body.ts";
import { EventChecks } from "./event-checks.tsx";
import { DEFAULT_ENDPOINT, rememberWebhookSecret } from "./inbox-choice.ts";
import { SecretChoiceField } from "./secret-choice-field.tsx";
import { useInbox, useOpenInbox } from "./use-inbox.ts";

interface EndpointFieldsProps {
  /** There is no endpoint yet. */
  isFirst: boolean;
  form: EndpointForm;
  onDraft: (draft: EndpointForm | undefined) => void;
  onNewSecret: (secret: string | undefined) => void;
}

/** Sets the organisation's endpoint: where to, which events, signed with what. */
export function EndpointFields({ isFirst, form, onDraft, onNewSecret }: EndpointFieldsProps) {
  const { environment } = useApi();
  const action = useAction(contract.webhooks.put);
  const id = useId();
  const problems = formProblems(action.error, {
    url: `${id}-url`,
    secret: `${id}-secret`,
    events: `${id}-${WEBHOOK_EVENT_TYPES[0]}`,
  });

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    // Awaited rather than given a callback: the answer holds the secret, also for who has gone to another tab meanwhile.
    const answer = await action.mutateAsync({ body: endpointBody(form) }).catch(() => undefined);
    if (answer === undefined) return;
    const known = answer.secret ?? (form.secretChoice === "own" ? form.secret : undefined);
    if (known !== undefined) rememberWebhookSecret(environment.id, DEFAULT_ENDPOINT, known);
    onNewSecret(answer.secret);
    onDraft(undefined);
    toast.done("The endpoint is set");
  }

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
      <ErrorSummary problems={problems.all} attempt={action.submittedAt} />
      <TextField
        id={`${id}-url`}
        label="URL"
        required
        mono
        type="url"
        placeholder="https://agent.example.com/batch-callback"
        hint={
          environment.kind === "local"
            ? "https, or any address on this machine: this gateway allows loopback receivers."
            : "https only. Private and internal addresses are refused."
        }
        value={form.url}
        error={problems.fields["url"]}
        onChange={({ target }) => onDraft({ ...form, url: target.value })}
        trailing={
          environment.kind === "local" ? (
            <UseInbox onUrl={(url) => onDraft({ ...form, url })} />
          ) : undefined
        }
      />
      <EventChecks
        idPrefix={id}
        events={form.events}
        error={problems.fields["events"]}
        onChange={(events) => onDraft({ ...form, events })}
      />
      <SecretChoiceField
        id={`${id}-secret`}
        isFirst={isFirst}
        form={form}
        error={problems.fields["secret"]}
        onChange={onDraft}
      />
      <div>
        <Button
          type="submit"
          variant="primary"
          loading={action.isPending}
          loadingLabel="Setting the endpoint"
        >
          {isFirst ? "Set endpoint" : "Save changes"}
        </Button>
      </div>
    </form>
  );
}

/** Fills in the URL of this tab's inbox, opening one first when there is none. */
function UseInbox({ onUrl }: { onUrl: (url: string) => void }) {
  const { data } = useInbox();
  const { open, isPending } = useOpenInbox();
  async function use(): Promise<void> {
    try {
      onUrl((data ?? (await open())).url);
    } catch (error) {
      toast.failed("No inbox was opened", {
        detail: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return (
    <Button loading={isPending} onClick={() => void use()}>
      Use local inbox
    </Button>
  );
}
