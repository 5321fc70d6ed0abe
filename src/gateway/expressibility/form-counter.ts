import type { AcceptedItem, ManifestItem } from "#contract/manifest/item.ts";
import { itemFormOf } from "../lanes/translate/item-form.ts";
import { readForWire } from "../lanes/translate/to-wire.ts";
import type { Inexpressible, WireTarget } from "../lanes/translate/wire-form.ts";
import {
  type FormCount,
  formChangesOf,
  type GroupFormCounts,
  groupKey,
  type ModelFormChanges,
} from "./form-counts.ts";

/** Whether an item can be expressed depends on the form alone; no request that is made for this is sent. */
const NO_TARGET: Omit<WireTarget, "form"> = { model: "", max_output_tokens: 1 };

/** Where items came from: the lines of a file, or a list in a request. */
type ItemSource = "file" | "items";

/** Counts, while items are read, those that the forms of their models' lanes cannot express; keeps none of them. */
export class FormCounter {
  readonly #changes: ModelFormChanges;
  readonly #source: ItemSource;
  readonly #groups = new Map<string, GroupFormCounts>();
  /** Most items ask for the same as the one before. */
  #last: GroupFormCounts | undefined;

  constructor(changes: ModelFormChanges, source: ItemSource) {
    this.#changes = changes;
    this.#source = source;
  }

  /** Counts an item that the validator accepted; `line` counts from 1. */
  add(item: AcceptedItem, line: number): void {
    const { forms } = this.#groupOf(item);
    const from = itemFormOf(item);
    const needed = forms.filter((form) => form.from === from);
    if (needed.length === 0) return;
    const write = readForWire(item.read());
    for (const form of needed) {
      const request = write({ ...NO_TARGET, form: form.to });
      if ("inexpressible" in request) this.#note(form, line, request.inexpressible);
    }
  }

  counts(): GroupFormCounts[] {
    return [...this.#groups.values()];
  }

  #note(form: FormCount, line: number, [first]: readonly Inexpressible[]): void {
    form.items += 1;
    if (form.first !== null || first === undefined) return;
    // What is said of a place begins with its path, so both are led to the item alike.
    const lead = this.#source === "file" ? "" : `items[${line - 1}].`;
    form.first = { line, path: lead + first.path, message: lead + first.message };
  }

  #groupOf({ operation, models }: Pick<ManifestItem, "operation" | "models">): GroupFormCounts {
    const last = this.#last;
    if (last?.operation === operation && isSameList(last.models, models)) return last;
    const key = groupKey({ operation, models });
    const group = this.#groups.get(key) ?? {
      operation,
      models,
      forms: formChangesOf(this.#changes, models).map((change): FormCount => ({
        ...change,
        items: 0,
        first: null,
      })),
    };
    this.#groups.set(key, group);
    this.#last = group;
    return group;
  }
}

function isSameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, at) => name === right[at]);
}
