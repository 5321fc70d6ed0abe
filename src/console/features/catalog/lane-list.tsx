import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StaleBadge } from "../../ui/stale-badge.tsx";
import { LaneItem } from "./lane-item.tsx";
import { useLanes, useModelsByLane } from "./lane-queries.ts";

/** Every configured lane, as it is at this moment. */
export function LaneList() {
  const { data, error, refetch, isRefetching, dataUpdatedAt } = useLanes();
  const models = useModelsByLane();
  if (data === undefined) {
    return error === null ? (
      <SkeletonRows rows={8} label="Loading lanes" />
    ) : (
      <ApiErrorPanel
        error={error}
        title="The lanes could not be loaded"
        onRetry={() => void refetch()}
        isRetrying={isRefetching}
      />
    );
  }
  if (data.data.length === 0) {
    return (
      <EmptyState title="No lanes are configured">The gateway's catalog names none.</EmptyState>
    );
  }
  return (
    <>
      <p className="flex min-h-6 items-center gap-3 text-sm text-muted">
        {error === null ? (
          <span>
            Measured over each lane's latest work, read{" "}
            <RelativeTime at={dataUpdatedAt} isOwnTime />
          </span>
        ) : (
          <StaleBadge since={dataUpdatedAt} reason={error.message} />
        )}
      </p>
      <ul aria-label="Lanes">
        {data.data.map((lane) => (
          <LaneItem
            key={lane.lane_id}
            lane={lane}
            models={models === undefined ? undefined : (models.get(lane.lane_id) ?? [])}
          />
        ))}
      </ul>
    </>
  );
}
