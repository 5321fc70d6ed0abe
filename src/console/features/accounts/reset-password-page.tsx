import { PASSWORD_MIN } from "#contract/accounts.ts";
import { contract } from "#contract/index.ts";
import { useId, useState, type FormEvent } from "react";
import { Link } from "react-router";
import { formProblems } from "../../api/form-problems.ts";
import { useAction } from "../../api/query.ts";
import { Page } from "../../layout/page.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { paths } from "../../paths.ts";
import { Button, buttonClassName } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { ErrorSummary } from "../../ui/error-summary.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useTokenFromAddress } from "./token-from-address.ts";

const { requestPasswordReset, confirmPasswordReset } = contract.accounts;

/** A forgotten password: a mail first, then a new password with its token. */
export default function ResetPasswordPage() {
  const token = useTokenFromAddress();
  const [hasToken, setHasToken] = useState(token !== "");
  return hasToken ? (
    <ConfirmStep token={token} />
  ) : (
    <RequestStep onHasToken={() => setHasToken(true)} />
  );
}

function RequestStep({ onHasToken }: { onHasToken: () => void }) {
  const [email, setEmail] = useState("");
  const action = useAction(requestPasswordReset);
  const id = useId();
  const problems = formProblems(action.error, { email: id });

  function submit(event: FormEvent): void {
    event.preventDefault();
    action.mutate({ body: { email } });
  }

  return (
    <Page
      title="Reset the password"
      description="A mail brings a token; with it a new password is set and every session ends."
      wire={<WirePanel endpoint={requestPasswordReset} input={{ body: { email } }} />}
    >
      <form noValidate onSubmit={submit} className="flex max-w-md flex-col gap-5">
        <ErrorSummary problems={problems.all} attempt={action.submittedAt} />
        <TextField
          id={id}
          label="Email"
          type="email"
          required
          autoComplete="email"
          value={email}
          error={problems.fields["email"]}
          onChange={({ target }) => setEmail(target.value)}
        />
        {action.isSuccess ? (
          <Callout tone="running" title="If there is such an account, a mail is on its way">
            Open its link, or go on with its token here.
          </Callout>
        ) : null}
        <div className="flex flex-wrap gap-3">
          <Button type="submit" variant="primary" loading={action.isPending}>
            Send the mail
          </Button>
          <Button onClick={onHasToken}>I have a token</Button>
        </div>
      </form>
    </Page>
  );
}

function ConfirmStep({ token: fromMail }: { token: string }) {
  const [form, setForm] = useState({ token: fromMail, password: "" });
  const action = useAction(confirmPasswordReset);
  const id = useId();
  const problems = formProblems(action.error, { token: `${id}-token`, password: `${id}-password` });

  function submit(event: FormEvent): void {
    event.preventDefault();
    action.mutate({ body: form });
  }

  return (
    <Page
      title="Set a new password"
      wire={
        <WirePanel
          endpoint={confirmPasswordReset}
          input={{ body: { token: "<token from email>", password: form.password } }}
        />
      }
    >
      {action.isSuccess ? (
        <Callout tone="done" title="The password is set" className="max-w-md">
          <p>Every session has ended.</p>
          <Link
            to={paths.signIn()}
            className={buttonClassName({ variant: "primary", className: "mt-3" })}
          >
            Sign in
          </Link>
        </Callout>
      ) : (
        <form noValidate onSubmit={submit} className="flex max-w-md flex-col gap-5">
          <ErrorSummary problems={problems.all} attempt={action.submittedAt} />
          <TextField
            id={`${id}-token`}
            label="Token"
            mono
            required
            autoComplete="one-time-code"
            value={form.token}
            error={problems.fields["token"]}
            onChange={({ target }) => setForm({ ...form, token: target.value })}
          />
          <PasswordField
            id={`${id}-password`}
            label="New password"
            required
            autoComplete="new-password"
            hint={`At least ${PASSWORD_MIN} characters, any characters.`}
            value={form.password}
            error={problems.fields["password"]}
            onChange={({ target }) => setForm({ ...form, password: target.value })}
          />
          <div>
            <Button type="submit" variant="primary" loading={action.isPending}>
              Set the password
            </Button>
          </div>
        </form>
      )}
    </Page>
  );
}
