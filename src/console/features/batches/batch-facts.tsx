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
export function BatchFacts({ batch }: { batch: Batch }) {
  const { name: _name, ...labels } = batch.metadata;
  return (
    <ul className="flex flex-wrap items-center gap-x-5 gap-y-0.5">
      <Fact>
        <MonoId id={batch.id} what="batch id" />
      </Fact>
      <InputFact batch={batch} />
      <Fact>
        {batch.routing_mode.replace("_", "-")}, {batch.sla_tier}
      </Fact>
      <Fact>
        submitted <RelativeTime at={batch.created_at} />
      </Fact>
      {batch.run_id == null ? null : (
        <Fact>
          the step of{" "}
          <Link to={paths.agentRun(batch.run_id)} className="link font-mono text-xs">
            {batch.run_id}
          </Link>
        </Fact>
      )}
      {batch.parent_batch_id === null ? null : (
        <Fact>
          retries part of <BatchLink id={batch.parent_batch_id} />
        </Fact>
      )}
      {batch.completed_at === null ? null : <RetriesFact batch={batch} />}
      {Object.entries(labels).map(([key, value]) => (
        <Fact key={key}>
          <span className="text-muted">{key}:</span> {value}
        </Fact>
      ))}
    </ul>
  );
}

function Fact({ children }: { children: ReactNode }) {
  return <li className="max-w-full min-w-0 break-words">{children}</li>;
}

function BatchLink({ id }: { id: string }) {
  return (
    <Link to={paths.batch(id)} className="link font-mono text-xs">
      {id}
    </Link>
  );
}

const RETRIES_SHOWN = 3;

/** The batches that were submitted to do part of this one again. */
function RetriesFact({ batch }: { batch: Batch }) {
  const { data } = useEndpoint(contract.batches.list, {
    query: { parent_batch_id: batch.id, limit: RETRIES_SHOWN },
  });
  if (data === undefined || data.data.length === 0) return null;
  return (
    <Fact>
      retried in{" "}
      {data.data.map(({ id }, index) => (
        <span key={id}>
          {index === 0 ? "" : ", "}
          <BatchLink id={id} />
        </span>
      ))}
      {data.next_cursor === null ? "" : " and more"}
    </Fact>
  );
}

function InputFact({ batch }: { batch: Batch }) {
  const file = useFile(batch.input_file_id, true);
  return (
    <Fact>
      {plural(batch.item_count, "item")} from{" "}
      <Link to={paths.files()} className="link">
        {file.data?.filename ?? <span className="font-mono text-xs">{batch.input_file_id}</span>}
      </Link>
    </Fact>
  );
}
