import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { useId, useState, type FormEvent } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { formProblems } from "../../api/form-problems.ts";
import { useAction } from "../../api/query.ts";
import { keepCredentials, useCredentials } from "../../environments/credentials.ts";
import { Page } from "../../layout/page.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { paths } from "../../paths.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorSummary } from "../../ui/error-summary.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { BringKeyForm } from "./bring-key-form.tsx";

const { signIn } = contract.accounts;

/** Where the person was on the way to, if a page sent them here. */
function useReturnPath(): string {
  // What RequireCredentials puts into the history entry, or nothing.
  const state = useLocation().state as { from?: string } | null;
  return state?.from ?? paths.home();
}

/** A session by email and password, or a key that one has. */
export default function SignInPage() {
  const { environment } = useApi();
  const { email: known } = useCredentials(environment.id);
  const [form, setForm] = useState({ email: known ?? "", password: "" });
  const action = useAction(signIn);
  const navigate = useNavigate();
  const returnPath = useReturnPath();
  const id = useId();
  const problems = formProblems(action.error, { email: `${id}-email`, password: `${id}-password` });
  const isUnverified =
    action.error instanceof ApiError && action.error.code === "email_not_verified";

  function submit(event: FormEvent): void {
    event.preventDefault();
    action.mutate(
      { body: form },
      {
        onSuccess: ({ session_token, session_expires_at, email }) => {
          keepCredentials(environment.id, { session_token, session_expires_at, email });
          void navigate(returnPath);
        },
      },
    );
  }

  return (
    <Page
      title={`Sign in to ${environment.name}`}
      description="The session is kept in this tab alone and ends with it."
      wire={<WirePanel endpoint={signIn} input={{ body: form }} />}
    >
      <form noValidate onSubmit={submit} className="flex max-w-md flex-col gap-5">
        <ErrorSummary problems={problems.all} attempt={action.submittedAt} />
        {isUnverified ? (
          <Link to={paths.verify()} className="link text-sm">
            Verify the address first
          </Link>
        ) : null}
        <TextField
          id={`${id}-email`}
          label="Email"
          type="email"
          required
          autoComplete="email"
          value={form.email}
          error={problems.fields["email"]}
          onChange={({ target }) => setForm({ ...form, email: target.value })}
        />
        <PasswordField
          id={`${id}-password`}
          label="Password"
          required
          value={form.password}
          error={problems.fields["password"]}
          aside={
            <Link to={paths.resetPassword()} className="link">
              Forgotten?
            </Link>
          }
          onChange={({ target }) => setForm({ ...form, password: target.value })}
        />
        <div className="flex flex-wrap items-center gap-4">
          <Button
            type="submit"
            variant="primary"
            loading={action.isPending}
            loadingLabel="Signing in"
          >
            Sign in
          </Button>
          <p className="text-sm text-secondary">
            No account?{" "}
            <Link to={paths.register()} className="link">
              Register an agent
            </Link>
          </p>
        </div>
      </form>
      <BringKeyForm onTaken={() => void navigate(returnPath)} />
    </Page>
  );
}
