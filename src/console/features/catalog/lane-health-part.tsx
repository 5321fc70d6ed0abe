import type { LaneState } from "#contract/catalog.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";

type Props = {
  lane: Pick<LaneState, "health_reason" | "health_since" | "tried_again_at">;
};

/** Why a lane is not healthy, since when, and when it is tried again; nothing where it is healthy. */
export function LaneHealthPart({ lane: { health_reason, health_since, tried_again_at } }: Props) {
  // A gateway of before tells none of the three.
  if (health_reason == null) return null;
  return (
    <p className="mt-1 max-w-prose text-sm">
      {health_reason}
      {health_since == null ? null : (
        <span className="text-secondary">
          {" "}
          Since <RelativeTime at={health_since} />
          {tried_again_at == null ? null : (
            <>
              ; tried again <RelativeTime at={tried_again_at} />
            </>
          )}
          .
        </span>
      )}
    </p>
  );
}
