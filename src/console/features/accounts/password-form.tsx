import { PASSWORD_MIN } from "#contract/accounts.ts";
import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { useId, useState, type FormEvent } from "react";
import { formProblems } from "../../api/form-problems.ts";
import { useAction } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorSummary } from "../../ui/error-summary.tsx";
import { PasswordField } from "../../ui/password-field.tsx";

const WRONG = "This is not your current password.";
const EMPTY = { current_password: "", password: "" };

/** Sets a new password by the one before it; what was typed is gone once it is set. */
export function PasswordForm() {
  const [form, setForm] = useState(EMPTY);
  const action = useAction(contract.accounts.changePassword);
  const id = useId();
  const currentId = `${id}-current`;
  const { error } = action;
  const isWrong = error instanceof ApiError && error.code === "invalid_credentials";
  const problems = isWrong
    ? { fields: { current_password: WRONG }, all: [{ fieldId: currentId, message: WRONG }] }
    : formProblems(error, { current_password: currentId, password: `${id}-new` });

  function submit(event: FormEvent): void {
    event.preventDefault();
    action.mutate({ body: form }, { onSuccess: () => setForm(EMPTY) });
  }

  return (
    <form
      noValidate
      aria-label="Change the password"
      onSubmit={submit}
      className="flex max-w-md flex-col gap-5"
    >
      <ErrorSummary problems={problems.all} attempt={action.submittedAt} />
      <PasswordField
        id={currentId}
        label="Current password"
        required
        autoComplete="current-password"
        value={form.current_password}
        error={problems.fields["current_password"]}
        onChange={({ target }) => setForm({ ...form, current_password: target.value })}
      />
      <PasswordField
        id={`${id}-new`}
        label="New password"
        required
        autoComplete="new-password"
        hint={`At least ${PASSWORD_MIN} characters, any characters. Every other session ends.`}
        value={form.password}
        error={problems.fields["password"]}
        onChange={({ target }) => setForm({ ...form, password: target.value })}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" loading={action.isPending}>
          Change the password
        </Button>
        <p role="status" className="text-sm text-secondary">
          {action.isSuccess ? "The password is changed. Every other session has ended." : ""}
        </p>
      </div>
    </form>
  );
}
