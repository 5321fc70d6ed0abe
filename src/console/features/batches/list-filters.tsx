import { BATCH_STATUSES } from "#contract/batch-states.ts";
import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { type ListView, metadataPair, readListView } from "./list-search.ts";

interface Props {
  view: ListView;
  onShow: (change: Partial<ListView>) => void;
}

const STATUS_OPTIONS = [
  { value: "", label: "Any status" },
  ...BATCH_STATUSES.map((status) => ({ value: status, label: status })),
];

/** Which batches are listed: by status at once, by a pair of metadata when it is sent. */
export function ListFilters({ view, onShow }: Props) {
  const [typed, setTyped] = useState(view.metadata ?? "");
  const [isMistyped, setMistyped] = useState(false);
  const isFiltered = view.status !== null || view.metadata !== null;

  function submit(event: FormEvent): void {
    event.preventDefault();
    const text = typed.trim();
    const isPair = text === "" || metadataPair(text) !== undefined;
    setMistyped(!isPair);
    if (isPair) onShow({ metadata: text === "" ? null : text });
  }

  function clear(): void {
    setTyped("");
    setMistyped(false);
    onShow({ status: null, metadata: null });
  }

  return (
    <form
      role="search"
      aria-label="Filter batches"
      onSubmit={submit}
      className="mb-4 flex flex-wrap items-start gap-3"
    >
      <Select
        label="Status"
        className="w-44"
        options={STATUS_OPTIONS}
        value={view.status ?? ""}
        onChange={(event) =>
          onShow({
            status: readListView(new URLSearchParams({ status: event.currentTarget.value })).status,
          })
        }
      />
      <TextField
        label="Metadata"
        placeholder="name: nightly"
        className="w-72 max-w-full"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={isMistyped ? "Write a key and a value, like name: nightly" : undefined}
        trailing={<Button type="submit">Filter</Button>}
      />
      {isFiltered ? (
        <Button variant="quiet" className="mt-6.5" onClick={clear}>
          Show all
        </Button>
      ) : null}
    </form>
  );
}
