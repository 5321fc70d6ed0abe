import { PASSWORD_MAX, PASSWORD_MIN } from "#contract/accounts.ts";
import { contract } from "#contract/index.ts";
import { useId, useState, type FormEvent } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { formProblems } from "../../api/form-problems.ts";
import { useAction } from "../../api/query.ts";
import { keepCredentials } from "../../environments/credentials.ts";
import { Page } from "../../layout/page.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { paths } from "../../paths.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorSummary } from "../../ui/error-summary.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { TextField } from "../../ui/text-field.tsx";

const { register } = contract.accounts;

/** Step 1: one POST makes an account; a mail with a token follows. */
export default function RegisterPage() {
  const { environment } = useApi();
  const navigate = useNavigate();
  const action = useAction(register);
  const id = useId();
  const [search] = useSearchParams();
  const [form, setForm] = useState(() => ({
    agent_name: "my-agent",
    // The reference's "try it" brings an address along.
    email: search.get("email") ?? "",
    password: "",
  }));
  const problems = formProblems(action.error, {
    agent_name: `${id}-name`,
    email: `${id}-email`,
    password: `${id}-password`,
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    action.mutate(
      { body: form },
      {
        onSuccess: ({ email }) => {
          keepCredentials(environment.id, { email });
          void navigate(paths.verify());
        },
      },
    );
  }

  return (
    <Page
      title="Register an agent"
      description="One POST makes an account. Then a mail brings a token that proves the address."
      wire={<WirePanel endpoint={register} input={{ body: form }} />}
    >
      <form noValidate onSubmit={submit} className="flex max-w-md flex-col gap-5">
        <ErrorSummary problems={problems.all} attempt={action.submittedAt} />
        <TextField
          id={`${id}-name`}
          label="Agent name"
          hint="What the account is called. Yours, or the agent's that runs on its own."
          required
          autoComplete="organization"
          value={form.agent_name}
          error={problems.fields["agent_name"]}
          onChange={({ target }) => setForm({ ...form, agent_name: target.value })}
        />
        <TextField
          id={`${id}-email`}
          label="Email"
          type="email"
          required
          autoComplete="email"
          placeholder="agent@example.com"
          hint={
            environment.kind === "local"
              ? "Any address will do: the mail goes to the local mailbox and never leaves this machine."
              : "The verification mail goes there."
          }
          value={form.email}
          error={problems.fields["email"]}
          onChange={({ target }) => setForm({ ...form, email: target.value })}
        />
        <PasswordField
          id={`${id}-password`}
          label="Password"
          required
          autoComplete="new-password"
          hint={`${PASSWORD_MIN} to ${PASSWORD_MAX} characters, any characters.`}
          value={form.password}
          error={problems.fields["password"]}
          onChange={({ target }) => setForm({ ...form, password: target.value })}
        />
        <div className="flex flex-wrap items-center gap-4">
          <Button
            type="submit"
            variant="primary"
            loading={action.isPending}
            loadingLabel="Registering"
          >
            Register
          </Button>
          <p className="text-sm text-secondary">
            Have an account?{" "}
            <Link to={paths.signIn()} className="link">
              Sign in
            </Link>
          </p>
        </div>
      </form>
    </Page>
  );
}
