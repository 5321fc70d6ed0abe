import { contract } from "#contract/index.ts";
import type { AgentRun } from "#contract/workflows.ts";
import { useState } from "react";
import { useLocation } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { Page, Section } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { useInbox } from "../webhooks/queries.ts";
import { formFromRun, newRunForm, runBody, type RunForm } from "./run-form.ts";
import { RunFormFields } from "./run-form-fields.tsx";
import { RunList } from "./run-list.tsx";

/** In the shown request until an inbox is open; the run opens one. */
const NO_INBOX_YET = "«this tab's inbox»";

/** The run whose page led here to run it again, changed. */
function useRunToRepeat(): Pick<AgentRun, "input" | "model"> | undefined {
  // What a run's page puts into the history entry, or nothing.
  const state = useLocation().state as { run?: Pick<AgentRun, "input" | "model"> } | null;
  return state?.run;
}

/** Starts a single-step agent loop with one POST, and lists those that were. */
export default function AgentRunsPage() {
  const { environment } = useApi();
  const isLocal = environment.kind === "local";
  const inbox = useInbox();
  const again = useRunToRepeat();
  const [draft, setDraft] = useState<RunForm>();
  const fresh = newRunForm(isLocal ? "inbox" : "none");
  const form = draft ?? (again === undefined ? fresh : formFromRun(fresh, again));
  // Another environment has no inbox of this one.
  const shown: RunForm =
    form.delivery === "inbox" && !isLocal ? { ...form, delivery: "none" } : form;
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
