import { contract } from "#contract/index.ts";
import { useId, useState, type FormEvent } from "react";
import {
  addEnvironment,
  removeEnvironment,
  selectEnvironment,
  useEnvironments,
} from "../../environments/environment-store.ts";
import type { Environment } from "../../environments/environment.ts";
import { meaningOf } from "../../layout/environment-menu.tsx";
import { Page, Section } from "../../layout/page.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { CompareSection } from "./compare/compare-section.tsx";
import { InsecureNotice } from "./insecure-notice.tsx";
import { Reachability } from "./reachability.tsx";

/** Where the console can work: this machine, the hosted service, an address of one's own. */
export default function EnvironmentsPage() {
  const { environments, selected } = useEnvironments();
  return (
    <Page
      title="Environments"
      description="The same contract, served in different places. Keys, sessions and the ledger are kept apart for each, in this tab."
      wire={<WirePanel endpoint={contract.catalog.health} input={{}} />}
    >
      <InsecureNotice />
      <ul className="flex max-w-3xl flex-col gap-3">
        {environments.map((environment) => (
          <li key={environment.id}>
            <EnvironmentCard
              environment={environment}
              isSelected={environment.id === selected.id}
            />
          </li>
        ))}
      </ul>
      <Section title="Add an environment" className="mt-8 max-w-md">
        <AddForm />
      </Section>
      <CompareSection />
    </Page>
  );
}

function EnvironmentCard({
  environment,
  isSelected,
}: {
  environment: Environment;
  isSelected: boolean;
}) {
  return (
    <Panel
      header={
        <>
          <h2 className="font-semibold text-ink">{environment.name}</h2>
          {isSelected ? <StatusBadge tone="neutral">in use</StatusBadge> : null}
          {environment.isLive ? <StatusBadge tone="neutral">production</StatusBadge> : null}
          <span className="ml-auto flex gap-2">
            {environment.kind === "custom" ? (
              <Button
                size="small"
                variant="quiet"
                onClick={() => removeEnvironment(environment.id)}
              >
                Remove
              </Button>
            ) : null}
            {isSelected ? null : (
              <Button
                size="small"
                aria-label={`Switch to ${environment.name}`}
                onClick={() => selectEnvironment(environment.id)}
              >
                Switch
              </Button>
            )}
          </span>
        </>
      }
    >
      <p className="text-secondary">{meaningOf(environment)}</p>
      <p className="mt-1 flex items-center gap-1">
        <code className="font-mono text-sm break-all">{environment.origin}</code>
        <CopyButton text={environment.origin} what={`address of ${environment.name}`} />
      </p>
      {environment.kind === "test" || environment.kind === "production" ? (
        <p className="mt-1 text-sm text-muted">
          The browser reaches it through the local gateway, which passes the calls on to this one
          address.
        </p>
      ) : null}
      <Reachability environment={environment} />
    </Panel>
  );
}

function AddForm() {
  const [address, setAddress] = useState("");
  const [isLive, setLive] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const id = useId();

  function submit(event: FormEvent): void {
    event.preventDefault();
    try {
      addEnvironment(address, isLive);
      setAddress("");
      setRefusal(undefined);
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-3">
      <TextField
        id={id}
        label="Address"
        mono
        placeholder="http://127.0.0.1:9090"
        value={address}
        error={refusal}
        hint={`Of a gateway that serves this contract: over http on this machine, over https elsewhere. The browser calls it directly, so it has to allow this page: BATCHROUTER_ALLOWED_ORIGINS=${location.origin}`}
        onChange={({ target }) => setAddress(target.value)}
      />
      <Checkbox
        label="It is production"
        hint="What costs money or cannot be taken back then asks for its name."
        checked={isLive}
        onChange={({ target }) => setLive(target.checked)}
      />
      <div>
        <Button type="submit">Add and switch</Button>
      </div>
    </form>
  );
}
