import { ApiError } from "#contract/client.ts";
import type { Health, ProcessRole } from "#contract/catalog.ts";
import { contract } from "#contract/index.ts";
import { useQuery } from "@tanstack/react-query";
import { clientOf } from "../../api/api-provider.tsx";
import { readUnlessHeld } from "../../api/holds.ts";
import { endpointQuery } from "../../api/query.ts";
import type { Environment } from "../../environments/environment.ts";
import { formatDuration } from "../../format/durations.ts";
import { Button } from "../../ui/button.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { isGatewayClockHeld } from "../../ui/gateway-clock.ts";
import { clockSkewMs } from "./clock-skew.ts";

/** A clock that is off by less is as good as right, the time on the way counted. */
const HARMLESS_SKEW_MS = 2_000;

/** Asks an environment whether it is up, on request for what is not on this machine. */
export function Reachability({ environment }: { environment: Environment }) {
  const health = useQuery({
    ...endpointQuery(clientOf(environment), environment.id, contract.catalog.health, {}),
    queryKey: [environment.id, "reachability"],
    queryFn: () =>
      readUnlessHeld(environment.id, async () => {
        const sentAtMs = Date.now();
        const answer = await clientOf(environment).call(contract.catalog.health, {});
        return { answer, sentAtMs, receivedAtMs: Date.now() };
      }),
    // Nothing is sent off this machine before somebody asks for it.
    enabled: environment.kind === "local",
    retry: false,
  });
  const { data, error } = health;
  const skewMs =
    data === undefined
      ? 0
      : clockSkewMs(Date.parse(data.answer.now), data.sentAtMs, data.receivedAtMs);
  return (
    <div className="mt-3 flex flex-wrap items-center gap-3 text-sm">
      <Button
        size="small"
        loading={health.isFetching}
        aria-label={`Check ${environment.name}`}
        onClick={() => void health.refetch()}
      >
        Check
      </Button>
      {error !== null ? (
        <>
          <StatusBadge tone="failed">not reachable</StatusBadge>
          <span className="text-secondary">
            {error instanceof ApiError ? error.message : String(error)}
          </span>
        </>
      ) : data === undefined ? (
        <span className="text-muted">Not asked yet.</span>
      ) : (
        <>
          <ReadyBadge health={data.answer} />
          <span className="text-secondary">
            version {data.answer.version} · {formatDuration(data.receivedAtMs - data.sentAtMs)}{" "}
            there and back ·{" "}
            {environment.kind === "local" && isGatewayClockHeld()
              ? "it goes by a rehearsal clock"
              : Math.abs(skewMs) < HARMLESS_SKEW_MS
                ? "clocks agree"
                : `its clock is ${formatDuration(Math.abs(skewMs))} ${skewMs > 0 ? "ahead" : "behind"}`}
          </span>
          <ProcessFacts health={data.answer} />
        </>
      )}
    </div>
  );
}

/** Whether the process that answered takes requests, and why not. */
function ReadyBadge({ health }: { health: Health }) {
  if (health.status === "ok" && health.ready !== false)
    return <StatusBadge tone="done">{health.ready === true ? "ready" : "ok"}</StatusBadge>;
  return (
    <>
      <StatusBadge tone="attention">
        {health.status === "ok" ? "not ready" : health.status}
      </StatusBadge>
      {health.not_ready_reason ? (
        <span className="text-secondary">{health.not_ready_reason}</span>
      ) : null}
    </>
  );
}

const ROLE_WORDS: Record<ProcessRole, string> = {
  all: "answers requests and runs jobs",
  api: "answers requests; workers run the jobs",
  worker: "runs jobs",
};
const ENGINE_WORDS = { pglite: "embedded database", postgres: "PostgreSQL" };
const STORAGE_WORDS = { local: "artifacts in a folder", s3: "artifacts in a bucket" };

/** What an operator asks about the process that answered; nothing where a gateway of before does not say it. */
function ProcessFacts({ health }: { health: Health }) {
  const { role, database, storage, process_id, instance_id } = health;
  if (role === undefined) return null;
  return (
    <p className="w-full text-sm text-muted">
      {[
        ROLE_WORDS[role],
        database && ENGINE_WORDS[database],
        storage && STORAGE_WORDS[storage],
      ].join(" · ")}
      <span className="block break-all">
        instance <code className="font-mono">{instance_id}</code>, process{" "}
        <code className="font-mono">{process_id}</code>
      </span>
    </p>
  );
}
