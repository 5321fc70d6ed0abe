import { Plus, X } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { MetadataPair } from "./batch-form.ts";

interface Props {
  pairs: readonly MetadataPair[];
  onChange: (pairs: readonly MetadataPair[]) => void;
  error: string | undefined;
}

/** Name and description are two of the sixteen. */
const MOST_PAIRS = 14;

/** Pairs of one's own that the batch carries along and lists can be filtered by. */
export function MetadataFields({ pairs, onChange, error }: Props) {
  const set = (at: number, pair: MetadataPair): void => onChange(pairs.with(at, pair));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">Metadata</legend>
      {pairs.map((pair, at) => (
        // A pair has no identity but its place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} className="flex items-end gap-2">
          <TextField
            label={`Key ${at + 1}`}
            className="w-40 shrink"
            maxLength={64}
            value={pair.key}
            onChange={({ target }) => set(at, { ...pair, key: target.value })}
          />
          <TextField
            label={`Value ${at + 1}`}
            className="grow"
            maxLength={512}
            value={pair.value}
            onChange={({ target }) => set(at, { ...pair, value: target.value })}
          />
          <IconButton
            label={`Leave out pair ${at + 1}`}
            icon={<X size={16} />}
            onClick={() => onChange(pairs.toSpliced(at, 1))}
          />
        </div>
      ))}
      {error === undefined ? null : <p className="text-sm text-failed-text">{error}</p>}
      <div>
        <Button
          size="small"
          icon={<Plus size={14} />}
          disabled={pairs.length >= MOST_PAIRS}
          onClick={() => onChange([...pairs, { key: "", value: "" }])}
        >
          Add a pair
        </Button>
      </div>
    </fieldset>
  );
}
