import type { Batch } from "#contract/batches.ts";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { plural } from "../../format/plural.ts";
import { paths } from "../../paths.ts";
import { MonoId } from "../../ui/mono-id.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { useFile } from "../files/queries.ts";
import { useKin } from "./family/use-kin.ts";

/** The short facts under a batch's name: its id, its input, how it is routed, its age and kin, its labels. */
export function useBatchFacts(batch: Batch | undefined): readonly ReactNode[] | undefined {
  const { retries, hasMore } = useKin(batch);
  if (batch === undefined) return undefined;
  const { name: _name, ...labels } = batch.metadata;
  return [
    <MonoId key="id" id={batch.id} what="batch id" />,
    <InputFact key="input" batch={batch} />,
    `${batch.routing_mode.replace("_", "-")}, ${batch.sla_tier}`,
    <span key="age">
      submitted <RelativeTime at={batch.created_at} />
    </span>,
    batch.run_id != null && (
      <span key="run">
        the step of{" "}
        <Link to={paths.agentRun(batch.run_id)} className="link font-mono text-xs break-all">
          {batch.run_id}
        </Link>
      </span>
    ),
    batch.parent_batch_id !== null && (
      <span key="parent">
        retries part of <BatchLink id={batch.parent_batch_id} />
      </span>
    ),
    retries.length > 0 && (
      <RetriesFact
        key="retries"
        ids={retries.slice(0, RETRIES_SHOWN).map(({ id }) => id)}
        hasMore={hasMore || retries.length > RETRIES_SHOWN}
      />
    ),
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
