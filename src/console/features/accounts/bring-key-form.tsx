import { isWellFormedApiKey } from "#contract/api-keys.ts";
import { ApiError } from "#contract/client.ts";
import { useState, type FormEvent } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { keepCredentials } from "../../environments/credentials.ts";
import { Button } from "../../ui/button.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { useKeyTrial } from "./use-key-trial.ts";

/** Takes a key that one has: its checksum is tried here, then the key by one authenticated call, and only then it is kept. */
export function BringKeyForm({ onTaken }: { onTaken: () => void }) {
  const { environment } = useApi();
  const [key, setKey] = useState("");
  const trial = useKeyTrial();
  const isMistyped = key !== "" && !isWellFormedApiKey(key.trim());

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (key === "" || isMistyped) return;
    const candidate = key.trim();
    trial.mutate(candidate, {
      onSuccess: ({ account }) => {
        keepCredentials(environment.id, { api_key: candidate, email: account.email });
        onTaken();
      },
    });
  }

  const refusal = trial.error instanceof ApiError ? trial.error.message : undefined;
  return (
    <Disclosure title="I have an API key" className="mt-8 max-w-md">
      <form noValidate onSubmit={submit} className="flex flex-col gap-3">
        <PasswordField
          label="API key"
          autoComplete="off"
          value={key}
          error={isMistyped ? "This key is not whole: its checksum does not fit." : refusal}
          hint="It is kept in this tab alone. What only a person may do, like making keys, needs a session."
          onChange={({ target }) => setKey(target.value)}
        />
        <div>
          <Button type="submit" loading={trial.isPending} disabled={key === "" || isMistyped}>
            Use this key
          </Button>
        </div>
      </form>
    </Disclosure>
  );
}
