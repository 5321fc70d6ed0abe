import type { CreatedApiKey } from "#contract/api-keys.ts";
import { PERMISSIONS, type Permission } from "#contract/endpoint.ts";
import { contract } from "#contract/index.ts";
import { useId, type FormEvent } from "react";
import { formProblems } from "../../api/form-problems.ts";
import { useAction } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { ErrorSummary } from "../../ui/error-summary.tsx";
import { gatewayNow } from "../../ui/gateway-clock.ts";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";

interface KeyForm {
  label: string;
  /** Days from now; "" is never. */
  expires_in_days: string;
  permissions: readonly Permission[];
}

export const emptyKeyForm: KeyForm = {
  label: "prod-agent-key",
  expires_in_days: "",
  permissions: PERMISSIONS,
};

const DAY_MS = 86_400_000;

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

/** The form as the request says it; what stands at its default is left out, as a person would. */
export function keyBody(form: KeyForm) {
  const { label, expires_in_days, permissions } = form;
  // Whole minutes, so that the shown request does not change with every keystroke elsewhere.
  const expiresMs = Math.ceil(gatewayNow() / 60_000) * 60_000 + Number(expires_in_days) * DAY_MS;
  return {
    label,
    ...(expires_in_days === "" ? {} : { expires_at: new Date(expiresMs).toISOString() }),
    ...(permissions.length === PERMISSIONS.length ? {} : { permissions: [...permissions] }),
  };
}

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
