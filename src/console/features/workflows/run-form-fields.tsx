import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { useId, type FormEvent } from "react";
import { useNavigate } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { formProblems } from "../../api/form-problems.ts";
import { useAction, useEndpoint } from "../../api/query.ts";
import { paths } from "../../paths.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorSummary } from "../../ui/error-summary.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { toast } from "../../ui/toast.tsx";
import { rememberWebhookSecret, useOpenInbox } from "../webhooks/queries.ts";
import { DeliveryFields } from "./delivery-fields.tsx";
import { MessageEditor } from "./message-editor.tsx";
import { runBody, type RunForm } from "./run-form.ts";

interface RunFormFieldsProps {
  form: RunForm;
  onChange: (form: RunForm) => void;
  /** Where this tab's inbox is; undefined until there is one. */
  inboxUrl: string | undefined;
}

/** What to run and where the answer goes; leads to the run that it started. */
export function RunFormFields({ form, onChange, inboxUrl }: RunFormFieldsProps) {
  const { environment } = useApi();
  const navigate = useNavigate();
  const action = useAction(contract.workflows.createAgentRun);
  const { open, isPending: isOpening } = useOpenInbox();
  const id = useId();
  const problems = formProblems(action.error, fieldIds(id, form));

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    let url = inboxUrl ?? "";
    try {
      if (form.delivery === "inbox" && inboxUrl === undefined) url = (await open()).url;
    } catch (error) {
      toast.failed("No inbox was opened", {
        detail: error instanceof Error ? error.message : String(error),
      });
      return;
    }
    // Awaited rather than given a callback: the answer holds the secret, also for who has gone to another page meanwhile.
    const answer = await action.mutateAsync({ body: runBody(form, url) }).catch(() => undefined);
    if (answer === undefined) return;
    const { id: runId, webhook } = answer.run;
    if (webhook?.secret !== undefined) rememberWebhookSecret(environment.id, runId, webhook.secret);
    void navigate(paths.agentRun(runId));
  }

  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      className="flex max-w-2xl flex-col gap-6"
    >
      <ErrorSummary
        problems={[...problems.all, ...preflightProblems(action.error)]}
        attempt={action.submittedAt}
      />
      <MessageEditor
        idPrefix={id}
        messages={form.messages}
        problems={problems.fields}
        onChange={(messages) => onChange({ ...form, messages })}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <ModelSelect
          id={`${id}-model`}
          value={form.model}
          error={problems.fields["model"]}
          onChange={(model) => onChange({ ...form, model })}
        />
        <TextField
          id={`${id}-tokens`}
          label="Limit of output tokens"
          inputMode="numeric"
          placeholder="the model's own"
          hint="Bounds the price as well: the quote counts on it."
          value={form.max_output_tokens}
          error={problems.fields["max_output_tokens"]}
          onChange={({ target }) => onChange({ ...form, max_output_tokens: target.value })}
        />
      </div>
      <DeliveryFields
        urlId={`${id}-url`}
        form={form}
        onChange={onChange}
        inboxUrl={inboxUrl}
        error={problems.fields["webhook.url"]}
      />
      <div>
        <Button
          type="submit"
          variant="primary"
          loading={action.isPending || isOpening}
          loadingLabel="Starting the run"
        >
          Run
        </Button>
      </div>
    </form>
  );
}

function fieldIds(id: string, form: RunForm): Record<string, string> {
  const ofMessages = form.messages.flatMap(({ key }, index) => [
    [`input.messages[${index}].content`, `${id}-content-${key}`],
    [`input.messages[${index}].role`, `${id}-role-${key}`],
  ]);
  return {
    ...Object.fromEntries(ofMessages),
    model: `${id}-model`,
    max_output_tokens: `${id}-tokens`,
    "webhook.url": `${id}-url`,
  };
}

/** What the checks of the input found; their general sentence alone would help nobody. */
function preflightProblems(error: Error | null): { message: string }[] {
  if (!(error instanceof ApiError)) return [];
  return error.preflight.map(({ path, message }) => ({
    message: path === undefined ? message : `${path}: ${message}`,
  }));
}

interface ModelSelectProps {
  id: string;
  value: string;
  error: string | undefined;
  onChange: (model: string) => void;
}

/** The catalog's models that answer messages; the workflow's own first. */
function ModelSelect({ id, value, error, onChange }: ModelSelectProps) {
  const models = useEndpoint(contract.catalog.listModels, { query: { operation: "responses" } });
  const products = useEndpoint(contract.catalog.listWorkflowProducts, {});
  const own = products.data?.data.find(({ slug }) => slug === "agent-main-thread")?.default_model;
  return (
    <Select
      id={id}
      label="Model"
      hint={
        models.error === null
          ? undefined
          : "The catalog could not be read; the workflow's own model will do."
      }
      value={value}
      error={error}
      onChange={({ target }) => onChange(target.value)}
      options={[
        {
          value: "",
          label: own === undefined ? "The workflow's own" : `The workflow's own: ${own}`,
        },
        ...(models.data?.data ?? []).map(({ slug, display_name }) => ({
          value: slug,
          label: display_name,
        })),
      ]}
    />
  );
}
