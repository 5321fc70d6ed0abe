import type { LaneHealth } from "#contract/catalog.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import type { Tone } from "../../ui/tone.ts";

const TONES = { healthy: "done", degraded: "attention", down: "failed" } as const satisfies Record<
  LaneHealth,
  Tone
>;

/** A lane's health as word, shape and colour. */
export function HealthBadge({ health }: { health: LaneHealth }) {
  return <StatusBadge tone={TONES[health]}>{health}</StatusBadge>;
}
