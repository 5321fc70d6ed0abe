import type { CreatedApiKey } from "#contract/api-keys.ts";
import { contract } from "#contract/index.ts";
import { useState } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { useCredentials } from "../../environments/credentials.ts";
import { holdKeys, useHeldKeys } from "../../environments/held-keys.ts";
import { Page, Section } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { CheckKey } from "./check-key.tsx";
import { CreateKeyForm } from "./create-key-form.tsx";
import { emptyKeyForm, keyBody } from "./key-form.ts";
import { KeyList } from "./key-list.tsx";
import { NewKeys } from "./new-key.tsx";

/** Step 3: a session becomes a long-lived key, whose secret is shown once. */
export default function ApiKeysPage() {
  const { environment } = useApi();
  const [form, setForm] = useState(emptyKeyForm);
  const newKeys = useHeldKeys(environment.id);
  const { api_key, api_key_label } = useCredentials(environment.id);
  const isHolding = newKeys.length > 0;
  const hold = (keys: readonly CreatedApiKey[]): void => holdKeys(environment.id, keys);
  return (
    <Page
      title="API keys"
      description="What an agent sends with each request. Shown once, stored only as a hash."
      wire={<WirePanel endpoint={contract.apiKeys.create} input={{ body: keyBody(form) }} />}
    >
      <RequireCredentials need="session">
        {isHolding ? (
          <NewKeys key={environment.id} keys={newKeys} />
        ) : (
          <CreateKeyForm
            form={form}
            onChange={setForm}
            onCreated={(key) => {
              hold([key]);
              setForm(emptyKeyForm);
            }}
          />
        )}
        {isHolding || api_key === undefined ? null : (
          <Section title="The key in this tab" note="what the console calls with where a key will do">
            <CheckKey key={api_key} secret={api_key} label={api_key_label ?? "the tab's key"} />
          </Section>
        )}
        <Section title="Keys of this account">
          <KeyList onRotated={hold} isLocked={isHolding} />
        </Section>
      </RequireCredentials>
    </Page>
  );
}
