import type { CreatedApiKey } from "#contract/api-keys.ts";
import { contract } from "#contract/index.ts";
import { useState } from "react";
import { Page, Section } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { CreateKeyForm, emptyKeyForm, keyBody } from "./create-key-form.tsx";
import { KeyList } from "./key-list.tsx";
import { NewKey } from "./new-key.tsx";

/** Step 3: a session becomes a long-lived key, whose secret is shown once. */
export default function ApiKeysPage() {
  const [form, setForm] = useState(emptyKeyForm);
  const [created, setCreated] = useState<CreatedApiKey>();
  return (
    <Page
      title="API keys"
      description="What an agent sends with each request. Shown once, stored only as a hash."
      wire={<WirePanel endpoint={contract.apiKeys.create} input={{ body: keyBody(form) }} />}
    >
      <RequireCredentials need="session">
        {created === undefined ? (
          <CreateKeyForm
            form={form}
            onChange={setForm}
            onCreated={(key) => {
              setCreated(key);
              setForm(emptyKeyForm);
            }}
          />
        ) : (
          <NewKey created={created} onSaved={() => setCreated(undefined)} />
        )}
        <Section title="Keys of this account">
          <KeyList onRotated={setCreated} isLocked={created !== undefined} />
        </Section>
      </RequireCredentials>
    </Page>
  );
}
