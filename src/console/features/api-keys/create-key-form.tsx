import type { CreatedApiKey } from "#contract/api-keys.ts";
import { PERMISSIONS, type Permission } from "#contract/endpoint.ts";
import { contract } from "#contract/index.ts";
import { useId, type FormEvent } from "react";
import { formProblems } from "../../api/form-problems.ts";
import { useAction } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { ErrorSummary } from "../../ui/error-summary.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { keyBody, type KeyForm } from "./key-form.ts";

const EXPIRY_OPTIONS = [
  { value: "", label: "Never" },
  { value: "1", label: "In a day" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
];

const PERMISSION_WORDS: Record<Permission, string> = {
  quote: "Lock and read quotes",
  submit: "Upload files, submit batches, start runs, set webhooks",
  read: "Read batches, results, files and deliveries",
  cancel: "Cancel batches",
};

interface Props {
  form: KeyForm;
  onChange: (form: KeyForm) => void;
  onCreated: (created: CreatedApiKey) => void;
}

/** Names a key and says what it may do. */
export function CreateKeyForm({ form, onChange, onCreated }: Props) {
  const action = useAction(contract.apiKeys.create);
  const id = useId();
  const problems = formProblems(action.error, {
    label: `${id}-label`,
    permissions: `${id}-${PERMISSIONS[0]}`,
    expires_at: `${id}-expires`,
    spend_cap: `${id}-spend-cap`,
    "spend_cap.amount": `${id}-spend-cap`,
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    action.mutate({ body: keyBody(form) }, { onSuccess: onCreated });
  }

  function toggle(permission: Permission, isOn: boolean): void {
    const permissions = PERMISSIONS.filter((other) =>
      other === permission ? isOn : form.permissions.includes(other),
    );
    onChange({ ...form, permissions });
  }

  return (
    <form noValidate onSubmit={submit} className="flex max-w-md flex-col gap-5">
      <ErrorSummary problems={problems.all} attempt={action.submittedAt} />
      <TextField
        id={`${id}-label`}
        label="Label"
        hint="Where the key will be used, so that you know which one to revoke."
        required
        value={form.label}
        error={problems.fields["label"]}
        onChange={({ target }) => onChange({ ...form, label: target.value })}
      />
      <Select
        id={`${id}-expires`}
        label="Expires"
        options={EXPIRY_OPTIONS}
        value={form.expires_in_days}
        error={problems.fields["expires_at"]}
        onChange={({ target }) => onChange({ ...form, expires_in_days: target.value })}
      />
      <TextField
        id={`${id}-spend-cap`}
        label="Spend cap, in dollars"
        inputMode="decimal"
        placeholder="No cap"
        hint="What batches and runs with this key may come to together; beyond it they are refused with 402."
        value={form.spend_cap}
        error={problems.fields["spend_cap"] ?? problems.fields["spend_cap.amount"]}
        onChange={({ target }) => onChange({ ...form, spend_cap: target.value })}
      />
      <fieldset className="flex flex-col gap-2.5">
        <legend className="mb-2 text-sm font-medium">May</legend>
        {PERMISSIONS.map((permission) => (
          <Checkbox
            key={permission}
            id={`${id}-${permission}`}
            label={<span className="font-medium">{permission}</span>}
            hint={PERMISSION_WORDS[permission]}
            checked={form.permissions.includes(permission)}
            onChange={({ target }) => toggle(permission, target.checked)}
          />
        ))}
        {problems.fields["permissions"] === undefined ? null : (
          <p className="text-sm text-failed-text">{problems.fields["permissions"]}</p>
        )}
      </fieldset>
      <div>
        <Button
          type="submit"
          variant="primary"
          loading={action.isPending}
          loadingLabel="Creating the key"
        >
          Create key
        </Button>
      </div>
    </form>
  );
}
