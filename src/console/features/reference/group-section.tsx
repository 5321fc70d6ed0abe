import { allEndpoints } from "#contract/whole-api.ts";
import { useRecentThings } from "../palette/queries.ts";
import { EndpointEntry } from "./endpoint-entry.tsx";

/** Every endpoint of a group. */
export function GroupSection({ group }: { group: string }) {
  const things = useRecentThings();
  const newest = (kind: string): string | undefined =>
    things.find((thing) => thing.kind === kind)?.id;
  const ids = {
    batch: newest("batch"),
    file: newest("file"),
    run: newest("run"),
    quote: newest("quote"),
  };
  return (
    <div>
      {allEndpoints
        .filter((one) => one.group === group)
        .map(({ name, endpoint }) => (
          <EndpointEntry key={name} endpoint={endpoint} newest={ids} />
        ))}
    </div>
  );
}
