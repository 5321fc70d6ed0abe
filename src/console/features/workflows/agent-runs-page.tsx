import { contract } from "#contract/index.ts";
import { useState } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { Page, Section } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { useInbox } from "../webhooks/queries.ts";
import { newRunForm, runBody, type RunForm } from "./run-form.ts";
import { RunFormFields } from "./run-form-fields.tsx";
import { RunList } from "./run-list.tsx";

/** In the shown request until an inbox is open; the run opens one. */
const NO_INBOX_YET = "«this tab's inbox»";

/** Starts a single-step agent loop with one POST, and lists those that were. */
export default function AgentRunsPage() {
  const { environment } = useApi();
  const isLocal = environment.kind === "local";
  const inbox = useInbox();
  const [draft, setDraft] = useState<RunForm>();
  const form = draft ?? newRunForm(isLocal ? "inbox" : "none");
  // Another environment has no inbox of this one.
  const shown: RunForm = form.delivery === "inbox" && !isLocal ? { ...form, delivery: "none" } : form;
  return (
    <Page
      title="Agent loop"
      description="One POST runs the messages as a batch of one: quoted, routed and billed like any other. The answer comes by webhook, or by polling."
      wire={
        <WirePanel
          endpoint={contract.workflows.createAgentRun}
          input={{ body: runBody(shown, inbox.data?.url ?? NO_INBOX_YET) }}
        />
      }
    >
      <RequireCredentials need="any">
        <RunFormFields form={shown} onChange={setDraft} inboxUrl={inbox.data?.url} />
        <Section title="Runs" note="newest first" className="mt-10">
          <RunList />
        </Section>
      </RequireCredentials>
    </Page>
  );
}
