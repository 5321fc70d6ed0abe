import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { useEndpoint } from "../../../api/query.ts";
import { ApiErrorPanel } from "../../../layout/api-error-panel.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import type { BatchView } from "../batch-search.ts";
import { BatchChoice } from "./batch-choice.tsx";
import { ComparedBatches } from "./compared-batches.tsx";
import { ComparedItems } from "./compared-items.tsx";

interface Props {
  batch: Batch;
  view: BatchView;
  onView: (change: Partial<BatchView>) => void;
}

/** This batch against another one of the account: figures side by side, and what became of each item. */
export function CompareTab({ batch, view, onView }: Props) {
  if (!isTerminal(batch.status)) {
    return (
      <EmptyState title="There is nothing to compare yet">
        A batch can be compared once it has ended and its files are written.
      </EmptyState>
    );
  }
  // A retry is read against what it retries unless another one is chosen.
  const otherId = view.compare ?? batch.parent_batch_id;
  return (
    <>
      <BatchChoice
        batch={batch}
        chosenId={otherId}
        onChoose={(compare) => onView({ compare, verdict: null, item: null })}
      />
      {otherId === null ? (
        <EmptyState title="Choose the batch to compare with" className="mt-4">
          Items are joined by their ids, so the two need not have the same input: a run of another
          prompt, model or lane will do.
        </EmptyState>
      ) : otherId === batch.id ? (
        <EmptyState title="This is the same batch" className="mt-4">
          Choose another one to compare it with.
        </EmptyState>
      ) : (
        <Compared key={otherId} otherId={otherId} batch={batch} view={view} onView={onView} />
      )}
    </>
  );
}

function Compared({ otherId, batch, view, onView }: Props & { otherId: string }) {
  const other = useEndpoint(contract.batches.get, { params: { id: otherId } });
  if (other.data === undefined) {
    return other.error === null ? (
      <Skeleton className="mt-4 h-64 w-full" />
    ) : (
      <div className="mt-4">
        <ApiErrorPanel
          error={other.error}
          title="The other batch could not be loaded"
          onRetry={() => void other.refetch()}
          isRetrying={other.isFetching}
        />
      </div>
    );
  }
  if (!isTerminal(other.data.status)) {
    return (
      <EmptyState title="The other batch has not ended yet" className="mt-4">
        Its files are written when it ends; then the two can be compared.
      </EmptyState>
    );
  }
  const [earlier, later] =
    other.data.created_at < batch.created_at ? [other.data, batch] : [batch, other.data];
  return (
    <>
      <ComparedBatches earlier={earlier} later={later} thisId={batch.id} />
      <ComparedItems earlier={earlier} later={later} view={view} onView={onView} />
    </>
  );
}
