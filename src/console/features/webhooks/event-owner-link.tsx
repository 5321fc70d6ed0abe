import { Link } from "react-router";
import { paths } from "../../paths.ts";

interface EventOwnerLinkProps {
  batch_id: string | null;
  run_id: string | null;
}

/** Where the thing that an event is about can be seen: its run, and the batch. */
export function EventOwnerLink({ batch_id, run_id }: EventOwnerLinkProps) {
  if (batch_id === null && run_id === null)
    return <span className="text-muted">nothing: a test event</span>;
  return (
    <span className="flex flex-wrap gap-x-3 font-mono text-xs leading-5">
      {run_id === null ? null : (
        <Link to={paths.agentRun(run_id)} className="link break-all">
          {run_id}
        </Link>
      )}
      {batch_id === null ? null : (
        <Link to={paths.batch(batch_id)} className="link break-all">
          {batch_id}
        </Link>
      )}
    </span>
  );
}
