import type { Operation } from "#contract/catalog.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { type FormConnections, formOnLane } from "../lanes/lane-forms.ts";
import { ITEM_FORMS, type ItemForm } from "../lanes/translate/item-form.ts";
import type { WireForm } from "../lanes/translate/wire-form.ts";

/** What tells in which forms the lanes of a model ask. */
export interface LaneForms {
  catalog: Pick<Catalog, "offeringsFor">;
  connections: FormConnections;
}

/** From an item's own form into another, in which a lane would ask for it. */
export interface FormChange {
  from: ItemForm;
  to: WireForm;
}

/** A place in an item that a form cannot express. */
export interface InexpressiblePlace {
  /** Of the item, counted from 1. */
  line: number;
  /** Within the line of a file, or within the request that has the items, such as `items[6].input.messages[0]`. */
  path: string;
  /** What stands there and why it cannot be said; begins with the path. */
  message: string;
}

/** How many items cannot be expressed in a form, with the first of them; null where all can be. */
export interface FormCount extends FormChange {
  items: number;
  first: InexpressiblePlace | null;
}

/** What the items of a group come to in each form into which a lane of its models would have to change them. */
export interface GroupFormCounts {
  operation: Operation;
  models: readonly string[];
  forms: FormCount[];
}

/** By model, the changes of form that its lanes need; plain, so that a thread can be given it. */
export type ModelFormChanges = ReadonlyMap<string, readonly FormChange[]>;

/** Items that a lane asks for as they came need no change: they can always be expressed. */
export function formChangesByModel(
  { catalog, connections }: LaneForms,
  models: Iterable<string>,
): ModelFormChanges {
  const changesOf = (model: string): FormChange[] =>
    catalog.offeringsFor(model).flatMap(({ lane }) =>
      ITEM_FORMS.flatMap((from) => {
        const to = formOnLane(lane, from, connections);
        return to !== null && to !== from ? [{ from, to }] : [];
      }),
    );
  return new Map([...models].map((model) => [model, changesOf(model)]));
}

/** The changes of form that the lanes of these models need, each once. */
export function formChangesOf(
  byModel: ModelFormChanges,
  models: readonly string[],
): readonly FormChange[] {
  const changes = models.flatMap((model) => byModel.get(model) ?? []);
  return [...new Map(changes.map((change) => [changeKey(change), change])).values()];
}

/** Names a change of form. */
export function changeKey({ from, to }: FormChange): string {
  return `${from} ${to}`;
}

/** Names a group among those of its input. */
export function groupKey({
  operation,
  models,
}: Pick<GroupFormCounts, "operation" | "models">): string {
  return JSON.stringify([operation, models]);
}
