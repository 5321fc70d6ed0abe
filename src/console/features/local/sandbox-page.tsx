import { contract } from "#contract/index.ts";
import { SANDBOX_SCENARIOS, type SandboxSettings } from "#contract/local.ts";
import { SANDBOX_SENTINELS } from "#contract/sandbox-sentinels.ts";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useQueryClient } from "@tanstack/react-query";
import { useApi } from "../../api/api-provider.tsx";
import { clearLedger } from "../../api/ledger.ts";
import { useAction, useEndpoint } from "../../api/query.ts";
import { forgetTab } from "../../environments/tab-store.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Page, Section } from "../../layout/page.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { paths } from "../../paths.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { toast } from "../../ui/toast.tsx";
import { LocalOnly } from "../../layout/local-only.tsx";
import { SandboxForm } from "./sandbox-form.tsx";

const { getSandbox, setSandbox, reset } = contract.local;

/** How the lanes that stand in for the providers behave, and what a prompt can make them do. */
export default function SandboxPage() {
  const [draft, setDraft] = useState<SandboxSettings>();
  return (
    <Page
      title="Sandbox"
      description="Lanes of this machine stand in for the providers: no account, no key, no internet. Answers depend on the seed and the item alone, so a run can be repeated."
      wire={
        <WirePanel
          endpoint={setSandbox}
          input={{ body: draft ?? { scenario: SANDBOX_SCENARIOS[0] } }}
        />
      }
    >
      <LocalOnly>
        <Settings draft={draft} onDraft={setDraft} />
        <Section title="Sentinels" note="in any message of an item">
          <Sentinels />
        </Section>
        <Section title="Start over" note="accounts, batches, files and mails of this gateway">
          <Reset />
        </Section>
      </LocalOnly>
    </Page>
  );
}

interface SettingsProps {
  draft: SandboxSettings | undefined;
  onDraft: (draft: SandboxSettings) => void;
}

function Settings({ draft, onDraft }: SettingsProps) {
  const { data, error, refetch } = useEndpoint(getSandbox, {});
  const save = useAction(setSandbox);
  if (data === undefined) {
    return error === null ? (
      <Skeleton className="h-64 w-full" />
    ) : (
      <ApiErrorPanel
        error={error}
        title="The sandbox could not be read"
        onRetry={() => void refetch()}
      />
    );
  }
  return (
    <SandboxForm
      settings={draft ?? data}
      onChange={onDraft}
      isSaving={save.isPending}
      error={save.error}
      attempt={save.submittedAt}
      onSave={(settings) =>
        save.mutate(
          { body: settings },
          { onSuccess: () => toast.done("The sandbox behaves so from now on") },
        )
      }
    />
  );
}

function Sentinels() {
  return (
    <Table label="Sentinels">
      <thead>
        <tr>
          <HeaderCell>Write</HeaderCell>
          <HeaderCell>And the lane</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {Object.values(SANDBOX_SENTINELS).map(({ example, effect }) => (
          <Row key={example}>
            <Cell className="align-top">
              <code className="font-mono whitespace-nowrap">{example}</code>{" "}
              <CopyButton text={example} what="sentinel" />
            </Cell>
            <Cell wrap className="min-w-64 text-secondary">
              {effect}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

/** Empties the gateway, and what this tab knows of it. */
function Reset() {
  const { environment } = useApi();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const action = useAction(reset);
  const [isAsking, setAsking] = useState(false);

  function act(): void {
    action.mutate(
      { body: { confirm: "reset" } },
      {
        onSuccess: () => {
          forgetTab(environment.id);
          queries.removeQueries({ queryKey: [environment.id] });
          clearLedger(environment.id);
          toast.done("The gateway is empty");
          void navigate(paths.home());
        },
        onError: (error) => toast.failed("The gateway was not emptied", { detail: error.message }),
        onSettled: () => setAsking(false),
      },
    );
  }

  return (
    <>
      <Button variant="danger" onClick={() => setAsking(true)}>
        Empty this gateway
      </Button>
      <Dialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Empty this gateway?"
        description="Every account, key, quote, batch, file and mail in its data folder goes. It cannot be undone."
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Keep everything</Button>
            <Button variant="danger" loading={action.isPending} onClick={act}>
              Empty it
            </Button>
          </>
        }
      />
    </>
  );
}
