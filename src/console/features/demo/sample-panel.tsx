import { useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { plural } from "../../format/plural.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { LiveRegion } from "../../ui/live-region.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { cancelFilling, fill, useFilling } from "./sample-filling.ts";
import { SAMPLE_TASKS } from "./sample-work.ts";

/** Fills the gateway with work that looks lived in, and says what was made. */
export function SamplePanel() {
  const { client, environment } = useApi();
  const queries = useQueryClient();
  const { state, done, title, things, error } = useFilling();
  const isRunning = state === "running";
  const begin = (): void => void fill({ client, environmentId: environment.id, queries });
  return (
    <div className="flex max-w-3xl flex-col gap-3">
      <p className="text-secondary">
        Keys, files, quotes, a batch in each end, deliveries with a failure, agent runs: all through
        the real API, into the account of this tab or a new one. In a rehearsal days pass in
        between.
      </p>
      <div className="flex flex-wrap items-center gap-3">
        <Button loading={isRunning} loadingLabel="Filling" onClick={begin}>
          Fill with sample work
        </Button>
        {isRunning ? (
          <>
            <Button variant="quiet" onClick={cancelFilling}>
              Cancel
            </Button>
            <span className="text-sm text-secondary tabular-nums">
              {done} of {SAMPLE_TASKS.length} · {title}
            </span>
          </>
        ) : null}
      </div>
      {isRunning ? (
        <ShareBar share={done / SAMPLE_TASKS.length} tone="running" className="w-full" />
      ) : null}
      <LiveRegion
        message={isRunning ? title : state === "done" ? "The sample work is there" : ""}
      />
      {state === "failed" ? (
        <Callout tone="failed" title={`“${title}” did not work`}>
          {error} What was made before stays.
        </Callout>
      ) : null}
      {things.length === 0 ? null : (
        <div>
          <p className="text-sm font-medium">
            {state === "cancelled" ? "Cancelled. " : ""}
            {plural(things.length, "thing")} to look at
          </p>
          <ul className="mt-1 flex flex-col gap-1">
            {things.map((thing) => (
              <li key={thing.to + thing.title}>
                <Link to={thing.to} className="link">
                  {thing.title}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
