import type { Batch } from "#contract/batches.ts";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { plural } from "../../format/plural.ts";
import { paths } from "../../paths.ts";
import { MonoId } from "../../ui/mono-id.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { useFile } from "../files/queries.ts";

/** The short facts under a batch's name: its id, its input, how it is routed, its age and kin. */
export function batchFacts(batch: Batch): ReactNode[] {
  const { name: _name, ...labels } = batch.metadata;
  return [
    <MonoId key="id" id={batch.id} what="batch id" />,
    <InputFact key="input" batch={batch} />,
    `${batch.routing_mode.replace("_", "-")}, ${batch.sla_tier}`,
    <span key="age">
      submitted <RelativeTime at={batch.created_at} />
    </span>,
    batch.parent_batch_id === null ? null : (
      <span key="parent">
        retry of{" "}
        <Link to={paths.batch(batch.parent_batch_id)} className="link font-mono text-xs">
          {batch.parent_batch_id}
        </Link>
      </span>
    ),
    ...Object.entries(labels).map(([key, value]) => `${key}: ${value}`),
  ];
}

function InputFact({ batch }: { batch: Batch }) {
  const file = useFile(batch.input_file_id, true);
  return (
    <span>
      {plural(batch.item_count, "item")} from{" "}
      <Link to={paths.files()} className="link">
        {file.data?.filename ?? <span className="font-mono text-xs">{batch.input_file_id}</span>}
      </Link>
    </span>
  );
}
