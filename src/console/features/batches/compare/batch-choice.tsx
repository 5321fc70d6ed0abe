import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { useEndpoint } from "../../../api/query.ts";
import { plural } from "../../../format/plural.ts";
import { Select } from "../../../ui/select.tsx";
import { batchName } from "../batch-name.ts";

interface Props {
  batch: Batch;
  chosenId: string | null;
  onChoose: (id: string) => void;
}

/** As many as the API gives at once. */
const CHOICES = 100;

/** Chooses the other batch: the newest of the account that have ended, those that are kin to this one first. */
export function BatchChoice({ batch, chosenId, onChoose }: Props) {
  const { data } = useEndpoint(contract.batches.list, { query: { limit: CHOICES } });
  const others = (data?.data ?? []).filter(
    ({ id, status }) => id !== batch.id && isTerminal(status),
  );
  const kin = others.filter((other) => isKin(other, batch));
  const rest = others.filter((other) => !isKin(other, batch));
  const isListed = others.some(({ id }) => id === chosenId);
  return (
    <Select
      label="Compare with"
      value={chosenId ?? ""}
      onChange={(event) => onChoose(event.currentTarget.value)}
      className="max-w-xl"
    >
      {chosenId === null ? (
        <option value="" disabled>
          {data !== undefined && others.length === 0
            ? "No other batch has ended yet"
            : "Choose a batch"}
        </option>
      ) : isListed ? null : (
        <option value={chosenId}>{chosenId}</option>
      )}
      {kin.length === 0 ? null : (
        <optgroup label="Retries and what they retry">{kin.map((other) => choice(other))}</optgroup>
      )}
      {rest.length === 0 ? null : (
        <optgroup label="Newest batches">{rest.map((other) => choice(other))}</optgroup>
      )}
    </Select>
  );
}

function isKin(other: Batch, batch: Batch): boolean {
  return other.id === batch.parent_batch_id || other.parent_batch_id === batch.id;
}

function choice(batch: Batch) {
  const name = batchName(batch);
  const what = `${plural(batch.item_count, "item")}, ${batch.created_at.slice(0, 10)}`;
  return (
    <option key={batch.id} value={batch.id}>
      {name === undefined ? `${batch.id}, ${what}` : `${name}, ${what}, ${batch.id}`}
    </option>
  );
}
