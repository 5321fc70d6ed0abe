import { type FormEvent, useState } from "react";
import { formatCount } from "../../../format/counts.ts";
import { plural } from "../../../format/plural.ts";
import { Button } from "../../../ui/button.tsx";
import { Select } from "../../../ui/select.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { toast } from "../../../ui/toast.tsx";
import { useModels } from "../../catalog/queries.ts";
import { causeWords } from "../items/failure-causes.ts";
import type { BulkChange } from "./bulk-change.ts";
import { causesOf } from "./line-causes.ts";
import { useRepairView } from "./repair-search.ts";
import type { Repair } from "./use-repair.ts";

const KINDS = [
  { value: "model", label: "Set the model" },
  { value: "max_output_tokens", label: "Set max_output_tokens" },
  { value: "replace", label: "Replace text" },
  { value: "leave_out", label: "Leave out" },
] as const;
type Kind = (typeof KINDS)[number]["value"];

interface Draft {
  kind: Kind;
  model: string;
  tokens: string;
  find: string;
  replacement: string;
}

const EMPTY: Draft = { kind: "model", model: "", tokens: "", find: "", replacement: "" };

/** What the draft asks for; undefined while something of it is missing. */
function changeOf({ kind, model, tokens, find, replacement }: Draft): BulkChange | undefined {
  switch (kind) {
    case "model":
      return model === "" ? undefined : { kind, model };
    case "max_output_tokens":
      return /^[1-9]\d{0,6}$/.test(tokens) ? { kind, tokens: Number(tokens) } : undefined;
    case "replace":
      return find === "" ? undefined : { kind, find, replacement };
    case "leave_out":
      return undefined;
  }
}

/** One change for all lines of a cause, or for all. */
export function BulkChangeForm({ repair }: { repair: Repair }) {
  const [draft, setDraft] = useState(EMPTY);
  const [{ cause }, onView] = useRepairView();
  const scope = repair.kept.filter(({ code }) => cause === null || code === cause);
  const change = changeOf(draft);
  const isReady = scope.length > 0 && (change !== undefined || draft.kind === "leave_out");

  function apply(event: FormEvent): void {
    event.preventDefault();
    if (!isReady || repair.isChanging) return;
    if (change === undefined) {
      repair.setLeftOut(scope, true);
      toast.done(`${plural(scope.length, "line")} left out`);
      return;
    }
    void changeAll(change);
  }

  async function changeAll(wanted: BulkChange): Promise<void> {
    const count = await repair.change(scope, wanted);
    if (count === 0) toast.note("No line was changed", { detail: "They all are so already." });
    else toast.done(`${plural(count, "line")} changed`);
  }

  return (
    <form
      noValidate
      onSubmit={apply}
      aria-label="Change many lines"
      className="mb-4 grid gap-3 rounded-lg border border-line bg-sunken p-3 sm:grid-cols-2 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.4fr)_auto] lg:items-end"
    >
      <Select
        label="Lines"
        value={cause ?? ""}
        onChange={({ target }) => onView({ cause: target.value || null, item: null })}
        options={[
          { value: "", label: `All ${formatCount(repair.lines.length)}` },
          ...causesOf(repair.lines).map(({ code, count }) => ({
            value: code,
            label: `${causeWords(code).title}, ${formatCount(count)}`,
          })),
        ]}
      />
      <Select
        label="Change"
        value={draft.kind}
        options={KINDS}
        onChange={({ target }) =>
          setDraft({
            ...draft,
            kind: KINDS.find(({ value }) => value === target.value)?.value ?? "model",
          })
        }
      />
      <DraftFields draft={draft} onDraft={setDraft} />
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          disabled={!isReady}
          loading={repair.isChanging}
          loadingLabel="Changing the lines"
        >
          {draft.kind === "leave_out" ? "Leave out" : "Change"} {formatCount(scope.length)}
        </Button>
        {repair.canUndo ? (
          <Button variant="quiet" disabled={repair.isChanging} onClick={repair.undo}>
            Undo
          </Button>
        ) : null}
      </div>
    </form>
  );
}

function DraftFields({ draft, onDraft }: { draft: Draft; onDraft: (draft: Draft) => void }) {
  const models = useModels();
  switch (draft.kind) {
    case "model":
      return (
        <Select
          label="Model"
          value={draft.model}
          onChange={({ target }) => onDraft({ ...draft, model: target.value })}
          options={[
            { value: "", label: "Choose a model", disabled: true },
            ...(models.data?.data ?? []).map(({ slug }) => ({ value: slug, label: slug })),
          ]}
        />
      );
    case "max_output_tokens":
      return (
        <TextField
          label="max_output_tokens"
          inputMode="numeric"
          autoComplete="off"
          value={draft.tokens}
          onChange={({ target }) => onDraft({ ...draft, tokens: target.value.trim() })}
        />
      );
    case "replace":
      return (
        <div className="grid grid-cols-2 gap-2">
          <TextField
            label="Find"
            value={draft.find}
            spellCheck={false}
            onChange={({ target }) => onDraft({ ...draft, find: target.value })}
          />
          <TextField
            label="Replace with"
            value={draft.replacement}
            spellCheck={false}
            onChange={({ target }) => onDraft({ ...draft, replacement: target.value })}
          />
        </div>
      );
    case "leave_out":
      return <p className="self-center text-sm text-secondary">They are not sent again.</p>;
  }
}
