import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useEndpoint } from "../../api/query.ts";
import { plural } from "../../format/plural.ts";
import { paths } from "../../paths.ts";
import { MonoId } from "../../ui/mono-id.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { useFile } from "../files/queries.ts";

/** The short facts under a batch's name: its id, its input, how it is routed, its age and kin, its labels. */
export function useBatchFacts(batch: Batch | undefined): readonly ReactNode[] | undefined {
  const retries = useRetries(batch);
  if (batch === undefined) return undefined;
  const { name: _name, ...labels } = batch.metadata;
  return [
    <MonoId key="id" id={batch.id} what="batch id" />,
    <InputFact key="input" batch={batch} />,
    `${batch.routing_mode.replace("_", "-")}, ${batch.sla_tier}`,
    <span key="age">
      submitted <RelativeTime at={batch.created_at} />
    </span>,
    batch.parent_batch_id !== null && (
      <span key="parent">
        retries part of <BatchLink id={batch.parent_batch_id} />
      </span>
    ),
    retries.ids.length > 0 && <RetriesFact key="retries" {...retries} />,
    ...Object.entries(labels).map(([key, value]) => (
      <span key={`label ${key}`} className="break-words">
        <span className="text-muted">{key}:</span> {value}
      </span>
    )),
  ];
}

function BatchLink({ id }: { id: string }) {
  return (
    <Link to={paths.batch(id)} className="link font-mono text-xs break-all">
      {id}
    </Link>
  );
}

const RETRIES_SHOWN = 3;

/** The batches that were submitted to do part of this one again. */
function useRetries(batch: Batch | undefined): { ids: readonly string[]; hasMore: boolean } {
  const { data } = useEndpoint(
    contract.batches.list,
    { query: { parent_batch_id: batch?.id ?? "", limit: RETRIES_SHOWN } },
    { enabled: batch !== undefined && isTerminal(batch.status) },
  );
  return {
    ids: data?.data.map(({ id }) => id) ?? [],
    hasMore: (data?.next_cursor ?? null) !== null,
  };
}

function RetriesFact({ ids, hasMore }: { ids: readonly string[]; hasMore: boolean }) {
  return (
    <span>
      retried in{" "}
      {ids.map((id, index) => (
        <span key={id}>
          {index === 0 ? "" : ", "}
          <BatchLink id={id} />
        </span>
      ))}
      {hasMore ? " and more" : ""}
    </span>
  );
}

function InputFact({ batch }: { batch: Batch }) {
  const file = useFile(batch.input_file_id, true);
  return (
    <span className="break-words">
      {plural(batch.item_count, "item")} from{" "}
      <Link to={paths.files()} className="link">
        {file.data?.filename ?? <span className="font-mono text-xs">{batch.input_file_id}</span>}
      </Link>
    </span>
  );
}
