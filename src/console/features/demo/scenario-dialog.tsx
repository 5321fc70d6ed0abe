import { contract } from "#contract/index.ts";
import { useSearchParams } from "react-router";
import { useState } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { useAction, useEndpoint } from "../../api/query.ts";
import { selectEnvironment } from "../../environments/environment-store.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { KeyValueList } from "../../ui/key-value-list.tsx";
import { toast } from "../../ui/toast.tsx";
import { readShow } from "./demo-address.ts";
import { SCENARIO_SHOWS } from "./scenarios.ts";
import { useIsScenarioAsked } from "./use-asked-scenario.ts";
import { useStartOver } from "./use-start-over.ts";

/** The parameters that ask; they go from the address once they were answered. */
const NAMES = ["scenario", "seed", "pace"];

/** Asks what to do about the scenario that an address names; nothing happens by following a link alone. */
export default function ScenarioDialog() {
  const isAsked = useIsScenarioAsked();
  const { environment } = useApi();
  const [search, setSearch] = useSearchParams();
  const [held, setHeld] = useState(search);
  // What was asked stays on the screen while the dialog closes.
  if (isAsked && held !== search) setHeld(search);
  const { show, problems } = readShow(isAsked ? search : held);
  const sandbox = useAction(contract.local.setSandbox);
  const { startOver, isPending } = useStartOver();
  const isLocal = environment.kind === "local";
  const { data } = useEndpoint(contract.local.getRehearsal, {}, { enabled: isAsked && isLocal });
  const canRehearse = data?.can_begin !== false;

  function close(): void {
    setSearch(
      (now) => {
        for (const name of NAMES) now.delete(name);
        return now;
      },
      { replace: true },
    );
  }

  function setLanes(): void {
    const { scenario, seed } = show;
    sandbox.mutate(
      { body: { scenario, seed } },
      {
        onSuccess: () => toast.done(`The lanes play “${scenario}” with seed ${seed} from now on`),
        onError: (error) => toast.failed("The lanes stay as they were", { detail: error.message }),
        onSettled: close,
      },
    );
  }

  async function rehearse(): Promise<void> {
    if (await startOver(show)) toast.done(`A rehearsal of “${show.scenario}” has begun`);
    close();
  }

  return (
    <Dialog
      isOpen={isAsked}
      onClose={close}
      size="medium"
      title={isLocal ? "This address asks for a scenario" : "Scenarios belong to the local gateway"}
      description={
        isLocal
          ? SCENARIO_SHOWS[show.scenario]
          : `${environment.name} has real lanes: nobody can tell them how to fail.`
      }
      footer={
        isLocal ? (
          <>
            <Button onClick={close}>Leave all as it is</Button>
            {canRehearse ? (
              <Button loading={isPending} onClick={() => void rehearse()}>
                Start over in a rehearsal
              </Button>
            ) : null}
            <Button variant="primary" loading={sandbox.isPending} onClick={setLanes}>
              Set the lanes so
            </Button>
          </>
        ) : (
          <>
            <Button onClick={close}>Stay here</Button>
            <Button variant="primary" onClick={() => selectEnvironment("local")}>
              Switch to Local
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-3">
        {problems.length === 0 ? null : (
          <Callout tone="attention" title="Not all of the address can be">
            <ul>
              {problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          </Callout>
        )}
        <KeyValueList
          items={[
            { key: "Scenario", value: show.scenario },
            { key: "Seed", value: String(show.seed) },
          ]}
        />
        {isLocal ? (
          <ul className="list-disc pl-5 text-sm text-secondary">
            <li>Set the lanes so: what is there stays; batches from now on run like this.</li>
            <li>
              {canRehearse
                ? "Start over in a rehearsal: every account, batch and file of this gateway goes. Ids, times and ends are then the same in each run."
                : "A rehearsal cannot begin here: this gateway keeps its state on PostgreSQL, where several processes may share the work."}
            </li>
          </ul>
        ) : null}
      </div>
    </Dialog>
  );
}
