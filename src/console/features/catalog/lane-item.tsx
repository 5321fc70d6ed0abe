import type { LaneState } from "#contract/catalog.ts";
import type { ReactNode } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { formatRate } from "../../format/counts.ts";
import { formatDuration } from "../../format/durations.ts";
import { formatPercent } from "../../format/percent.ts";
import { plural } from "../../format/plural.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { HealthBadge } from "./health-badge.tsx";
import { LaneCheckPart } from "./lane-check-part.tsx";
import { LaneHealthPart } from "./lane-health-part.tsx";
import { LaneModelsPart } from "./lane-models-part.tsx";
import { type LaneModel, mayCostMoney } from "./lane-models.ts";

interface Props {
  lane: LaneState;
  /** Undefined until the catalog is there. */
  models: readonly LaneModel[] | undefined;
}

const BREAKER_WORDS = { open: "open", half_open: "half open" } as const;

/** A provider's health is found out by calling it: before that there is nothing to say of it. */
function isHealthKnown({ adapter, health, measured_calls }: LaneState): boolean {
  return adapter === "sandbox" || health !== "healthy" || measured_calls > 0;
}

/** A lane: what it is, how it does, what it asks, and a way to try it out. */
export function LaneItem({ lane, models }: Props) {
  const { environment } = useApi();
  const { lane_id, display_name, region, privacy_tiers, completion_window } = lane;
  return (
    <li aria-label={display_name} className="border-b border-line py-4 first:pt-2 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium">{display_name}</span>
        <AdapterBadge adapter={lane.adapter} />
        {isHealthKnown(lane) ? <HealthBadge health={lane.health} /> : null}
        {lane.breaker === "closed" ? null : (
          <StatusBadge tone="attention">breaker {BREAKER_WORDS[lane.breaker]}</StatusBadge>
        )}
      </div>
      <LaneHealthPart lane={lane} />
      <p className="mt-0.5 text-sm text-secondary">
        <code className="text-xs text-muted">{lane_id}</code> · {lane.provider} · {region} ·{" "}
        {privacy_tiers.join(", ").replaceAll("_", " ")} · within {completion_window}
      </p>
      <dl className="mt-2.5 grid grid-cols-2 gap-x-6 gap-y-2 text-sm sm:grid-cols-4">
        <Fact name="Success">
          {lane.success_rate === null ? <Unmeasured /> : formatPercent(lane.success_rate)}
        </Fact>
        <Fact name="Speed">
          {lane.items_per_second === null ? (
            <Unmeasured />
          ) : (
            formatRate(lane.items_per_second, "items/s")
          )}
        </Fact>
        <Fact name="Latency">
          <LatencyFigure lane={lane} />
        </Fact>
        <Fact name="Backlog">{plural(lane.backlog_items, "item")}</Fact>
      </dl>
      {models === undefined ? (
        <p className="mt-1 flex min-h-8 items-center text-sm text-muted">
          {plural(lane.models, "model")}
        </p>
      ) : (
        <LaneModelsPart of={display_name} models={models} />
      )}
      {environment.kind === "local" ? (
        <LaneCheckPart
          lane={lane}
          // As long as no price is known, it may have one.
          costsMoney={
            models === undefined ? lane.adapter !== "sandbox" : mayCostMoney(lane, models)
          }
        />
      ) : null}
    </li>
  );
}

/** Of one call: a sandbox lane's is played, a provider's is measured. */
function LatencyFigure({ lane: { adapter, latency_ms, measured_calls } }: Pick<Props, "lane">) {
  if (adapter === "sandbox") return <span className="text-muted">as the catalog expects</span>;
  if (latency_ms === null) return <Unmeasured />;
  return (
    <>
      {formatDuration(latency_ms.median)}
      <span className="text-muted">
        {" "}
        · 95 % within {formatDuration(latency_ms.p95)}, over {plural(measured_calls, "call")}
      </span>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}

/** Nothing has run there yet, so nothing was measured. */
function Unmeasured() {
  return <span className="text-muted">not measured yet</span>;
}

/** What answers: nobody should take a sandbox's answers for a provider's. */
function AdapterBadge({ adapter }: Pick<LaneState, "adapter">) {
  const isSandbox = adapter === "sandbox";
  return (
    <StatusBadge
      plain
      tone="neutral"
      title={
        isSandbox
          ? "This machine stands in for the provider: its answers are made up"
          : "The provider's own API answers"
      }
    >
      {adapter}
    </StatusBadge>
  );
}
