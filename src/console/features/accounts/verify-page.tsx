import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { useId, useState, type FormEvent } from "react";
import { Link } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { formProblems } from "../../api/form-problems.ts";
import { useAction } from "../../api/query.ts";
import { keepCredentials, useCredentials } from "../../environments/credentials.ts";
import { Page } from "../../layout/page.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { paths } from "../../paths.ts";
import { Button, buttonClassName } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { ErrorSummary } from "../../ui/error-summary.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useNewestTokenMail } from "../local/queries.ts";
import { ResendForm } from "./resend-form.tsx";
import { useTokenFromAddress } from "./token-from-address.ts";

const { verifyEmail } = contract.accounts;

/** Step 2: the token of the mail, posted; opening this page alone spends nothing. */
export default function VerifyPage() {
  const { environment } = useApi();
  const { email, session_token } = useCredentials(environment.id);
  const fromAddress = useTokenFromAddress();
  const [token, setToken] = useState(fromAddress);
  const action = useAction(verifyEmail);
  const id = useId();
  const mail = useNewestTokenMail(session_token === undefined ? email : undefined);
  const problems = formProblems(action.error, { token: `${id}-token` });
  const needsNewMail =
    action.error instanceof ApiError &&
    ["token_invalid", "token_expired"].includes(action.error.code);

  function confirm(value: string): void {
    action.mutate(
      { body: { token: value } },
      {
        onSuccess: (session) =>
          keepCredentials(environment.id, {
            session_token: session.session_token,
            session_expires_at: session.session_expires_at,
            email: session.email,
          }),
      },
    );
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    confirm(token);
  }

  return (
    <Page
      title="Verify email"
      description={
        email === undefined
          ? "Post the token of the verification mail. It works once, within 24 hours."
          : `A mail went to ${email}. Its token works once, within 24 hours.`
      }
      wire={
        <WirePanel
          endpoint={verifyEmail}
          input={{ body: { token: token === "" ? "<token from email>" : "«hidden»" } }}
        />
      }
    >
      {action.data === undefined ? (
        <div className="flex max-w-md flex-col gap-6">
          {mail?.token == null || needsNewMail ? null : (
            <Callout tone="running" title="The mail is here">
              <p>
                “{mail.subject}”, <RelativeTime at={mail.created_at} />, in the local mailbox.
              </p>
              <Button
                className="mt-2"
                variant="primary"
                loading={action.isPending}
                onClick={() => confirm(mail.token ?? "")}
              >
                Verify with this mail
              </Button>
            </Callout>
          )}
          <form noValidate onSubmit={submit} className="flex flex-col gap-5">
            <ErrorSummary problems={problems.all} attempt={action.submittedAt} />
            <TextField
              id={`${id}-token`}
              label="Token"
              mono
              required
              autoComplete="one-time-code"
              value={token}
              error={problems.fields["token"]}
              hint="The last part of the mail's link."
              onChange={({ target }) => setToken(target.value)}
            />
            <div>
              <Button
                type="submit"
                variant={mail?.token == null ? "primary" : "secondary"}
                loading={action.isPending}
                loadingLabel="Verifying"
              >
                Verify
              </Button>
            </div>
          </form>
          <ResendForm isUrgent={needsNewMail} />
        </div>
      ) : (
        <Verified email={action.data.email} />
      )}
    </Page>
  );
}

function Verified({ email }: { email: string }) {
  return (
    <Callout tone="done" title={`${email} is verified`} className="max-w-md">
      <p>
        You are signed in until this tab closes, with $25 of sandbox credit on the account. Next: a
        key for your agent.
      </p>
      <Link
        to={paths.apiKeys()}
        className={buttonClassName({ variant: "primary", className: "mt-3" })}
      >
        Create an API key
      </Link>
    </Callout>
  );
}
