import { contract } from "#contract/index.ts";
import { useId, useState, type FormEvent } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { formProblems } from "../../api/form-problems.ts";
import { useAction } from "../../api/query.ts";
import { useCredentials } from "../../environments/credentials.ts";
import { Button } from "../../ui/button.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { TextField } from "../../ui/text-field.tsx";

/** Asks for another verification mail; open from the start where the token at hand is of no use. */
export function ResendForm({ isUrgent }: { isUrgent: boolean }) {
  const { environment } = useApi();
  const { email: known } = useCredentials(environment.id);
  const [email, setEmail] = useState(known ?? "");
  const action = useAction(contract.accounts.resendVerification);
  const id = useId();
  const problems = formProblems(action.error, { email: id });

  function submit(event: FormEvent): void {
    event.preventDefault();
    action.mutate({ body: { email } });
  }

  return (
    <Disclosure title="No mail, or an old one?" {...(isUrgent ? { open: true } : {})}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-3">
        <TextField
          id={id}
          label="Email"
          type="email"
          autoComplete="email"
          value={email}
          error={problems.fields["email"] ?? problems.all[0]?.message}
          onChange={({ target }) => setEmail(target.value)}
        />
        <div className="flex items-center gap-3">
          <Button type="submit" loading={action.isPending}>
            Send another mail
          </Button>
          <p role="status" className="text-sm text-secondary">
            {action.isSuccess ? "If that address waits for it, a new mail is on its way." : ""}
          </p>
        </div>
      </form>
    </Disclosure>
  );
}
