import { OPERATIONS } from "#contract/catalog.ts";
import { useSession } from "../../environments/use-session.ts";
import { plural } from "../../format/plural.ts";
import { RadioCards } from "../../ui/radio-cards.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useFile, useFiles } from "../files/queries.ts";
import { emptyQuoteForm, type QuoteForm } from "./quote-form.ts";

interface Props {
  id: string;
  form: QuoteForm;
  onChange: (form: QuoteForm) => void;
  problems: Readonly<Record<string, string>>;
}

const WORK_CARDS = [
  { value: "estimate", label: "An estimate", description: "How many items, and about how long." },
  { value: "file", label: "An uploaded file", description: "Counted line by line." },
] as const;

/** What is to be done: a number of items, or the lines of a file. */
export function WorkFields({ id, form, onChange, problems }: Props) {
  return (
    <>
      <RadioCards
        label="The work"
        columns={2}
        options={WORK_CARDS}
        value={form.work}
        onChange={(work: QuoteForm["work"]) =>
          onChange({
            ...form,
            work,
            // A file's lines name their models; an estimate has to.
            models:
              work === "file" ? [] : form.models.length > 0 ? form.models : emptyQuoteForm.models,
          })
        }
      />
      {form.work === "file" ? (
        <FileField id={id} form={form} onChange={onChange} problems={problems} />
      ) : (
        <EstimateFields id={id} form={form} onChange={onChange} problems={problems} />
      )}
    </>
  );
}

function EstimateFields({ id, form, onChange, problems }: Props) {
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <TextField
        id={`${id}-items`}
        label="Items"
        type="number"
        min={1}
        max={1_000_000}
        required
        value={form.estimated_items}
        error={problems["estimated_items"]}
        onChange={({ target }) => onChange({ ...form, estimated_items: target.value })}
      />
      <Select
        label="Operation"
        options={OPERATIONS.map((value) => ({ value, label: value }))}
        value={form.operation}
        onChange={({ target }) => {
          const operation = OPERATIONS.find((name) => name === target.value);
          if (operation !== undefined) onChange({ ...form, operation });
        }}
      />
      <TextField
        id={`${id}-input-tokens`}
        label="Input tokens per item"
        type="number"
        min={1}
        placeholder="500"
        value={form.estimated_input_tokens_per_item}
        error={problems["estimated_input_tokens_per_item"]}
        onChange={({ target }) =>
          onChange({ ...form, estimated_input_tokens_per_item: target.value })
        }
      />
      <TextField
        id={`${id}-output-tokens`}
        label="Output tokens per item"
        type="number"
        min={1}
        placeholder="500"
        value={form.estimated_output_tokens_per_item}
        error={problems["estimated_output_tokens_per_item"]}
        onChange={({ target }) =>
          onChange({ ...form, estimated_output_tokens_per_item: target.value })
        }
      />
    </div>
  );
}

function FileField({ id, form, onChange, problems }: Props) {
  const { canCall } = useSession();
  const files = useFiles(null, canCall);
  const named = useFile(form.input_file_id === "" ? undefined : form.input_file_id, canCall);
  const listed = files.data?.data ?? [];
  const isListed = listed.some((file) => file.id === form.input_file_id);
  const all = named.data === undefined || isListed ? listed : [named.data, ...listed];
  const loadProblem = files.error?.message ?? named.error?.message;
  return (
    <Select
      id={`${id}-file`}
      label="File"
      required
      className="max-w-xl"
      value={form.input_file_id}
      error={problems["input_file_id"] ?? loadProblem}
      hint={
        files.data !== undefined && all.length === 0
          ? "Nothing is uploaded yet: submit a file first, its quote is locked on the way."
          : undefined
      }
      options={[
        { value: "", label: files.data === undefined ? "Loading files…" : "Choose a file" },
        ...all.map((file) => ({
          value: file.id as string, // a branded id is a string
          label: `${file.filename} · ${plural(file.line_count, "line")}`,
        })),
      ]}
      onChange={({ target }) => onChange({ ...form, input_file_id: target.value })}
    />
  );
}
