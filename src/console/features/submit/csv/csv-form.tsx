import { useMemo, useRef, useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { Select } from "../../../ui/select.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { useModels } from "../../catalog/queries.ts";
import type { LocalInput } from "../local-input.ts";
import { BuildReportPart } from "./csv-build-report.tsx";
import { linesName, NUMBERED, planOfDraft, type CsvDraft, type CsvFile } from "./csv-draft.ts";
import type { CsvHead } from "./csv-head.ts";
import { CsvPreview } from "./csv-preview.tsx";
import { useCsvBuild } from "./use-csv-build.ts";

interface Props {
  file: CsvFile;
  head: CsvHead;
  draft: CsvDraft;
  onChange: (changes: Partial<CsvDraft>) => void;
  onInput: (input: LocalInput | undefined) => void;
}

/** What each row is to become, its first lines as they will be, and the building of all. */
export function CsvForm({ file, head, draft, onChange, onInput }: Props) {
  const [hasTried, setTried] = useState(false);
  const prompt = useRef<HTMLTextAreaElement>(null);
  const { plan, problems } = useMemo(() => planOfDraft(draft, file, head), [draft, file, head]);
  const building = useCsvBuild(({ blob }) =>
    onInput({ source: "file", filename: linesName(file.name), blob }),
  );
  // An unknown column is told at once; what is merely not there yet, when the lines are asked for.
  const shown = hasTried || draft.prompt !== "" ? problems : undefined;

  function change(changes: Partial<CsvDraft>): void {
    building.reset();
    onChange(changes);
  }

  /** Puts a column where the caret stands in the prompt. */
  function insert(column: string): void {
    const area = prompt.current;
    const at = area?.selectionEnd ?? draft.prompt.length;
    change({ prompt: `${draft.prompt.slice(0, at)}{{${column}}}${draft.prompt.slice(at)}` });
    area?.focus();
  }

  function build(): void {
    setTried(true);
    if (plan !== undefined) building.start(file.blob, plan);
  }

  return (
    <div className="flex flex-col gap-5">
      <Columns columns={head.columns} onInsert={insert} />
      <TextArea
        ref={prompt}
        label="Prompt"
        hint="{{column}} is replaced by the row's field."
        error={shown?.prompt}
        rows={4}
        value={draft.prompt}
        onChange={({ target }) => change({ prompt: target.value })}
      />
      <TextArea
        label="System prompt"
        hint="The same for every line; may have columns in it, may be empty."
        error={shown?.system}
        rows={2}
        value={draft.system}
        onChange={({ target }) => change({ system: target.value })}
      />
      <LineFields
        columns={head.columns}
        draft={draft}
        errors={hasTried ? problems : undefined}
        onChange={change}
      />
      {plan === undefined ? null : <CsvPreview head={head} plan={plan} />}
      <div>
        <Button
          variant={building.state?.status === "done" ? "secondary" : "primary"}
          loading={building.state?.status === "building"}
          loadingLabel="Building"
          onClick={build}
        >
          Build the lines
        </Button>
      </div>
      <BuildReportPart state={building.state} file={file} onCancel={building.reset} />
    </div>
  );
}

/** The columns, each a press away from the prompt. */
function Columns({
  columns,
  onInsert,
}: {
  columns: readonly string[];
  onInsert: (column: string) => void;
}) {
  const names = [...new Set(columns)];
  return (
    <div role="group" aria-label="Columns" className="flex flex-wrap items-center gap-2">
      <span className="text-sm text-secondary">Columns, put into the prompt by a press:</span>
      {names.map((name) => (
        <Button
          key={name}
          size="small"
          className="font-mono"
          aria-label={`Insert ${name}`}
          onClick={() => onInsert(name)}
        >
          {`{{${name}}}`}
        </Button>
      ))}
    </div>
  );
}

interface LineFieldsProps {
  columns: readonly string[];
  draft: CsvDraft;
  errors: { model?: string; max_output_tokens?: string } | undefined;
  onChange: (changes: Partial<CsvDraft>) => void;
}

function LineFields({ columns, draft, errors, onChange }: LineFieldsProps) {
  const { data } = useModels();
  const models = (data?.data ?? []).filter(({ operations }) => operations.includes("responses"));
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <Select
        label="Model"
        error={errors?.model}
        value={draft.model}
        options={[
          { value: "", label: "Choose one" },
          ...models.map(({ slug }) => ({ value: slug, label: slug })),
        ]}
        onChange={({ target }) => onChange({ model: target.value })}
      />
      <Select
        label="Item ids"
        value={draft.id_column}
        options={[
          { value: NUMBERED, label: "By row: row-000002" },
          ...columns.map((name, index) => ({ value: String(index), label: `Column ${name}` })),
        ]}
        onChange={({ target }) => onChange({ id_column: target.value })}
      />
      <TextField
        label="Max output tokens"
        hint="A line, may be empty."
        inputMode="numeric"
        error={errors?.max_output_tokens}
        value={draft.max_output_tokens}
        onChange={({ target }) => onChange({ max_output_tokens: target.value })}
      />
    </div>
  );
}
