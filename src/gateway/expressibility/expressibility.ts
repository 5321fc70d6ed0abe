import { createLineSplitter } from "#contract/manifest/lines.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { parseItem } from "#contract/manifest/parse-item.ts";
import { type AcceptedItem, acceptedItem } from "#contract/manifest/item.ts";
import type { UrlUse } from "#contract/manifest/url-uses.ts";
import type { FileId } from "#contract/primitives.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Database } from "../database/database.ts";
import { findFormCounts, type StoredFile, updateFormCounts } from "../files/file-store.ts";
import { paced } from "../files/paced.ts";
import type { Turns } from "../http/turns.ts";
import { itemFormOf } from "../lanes/translate/item-form.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import type { WorkGroup } from "../quotes/work.ts";
import { FormCounter } from "./form-counter.ts";
import {
  changeKey,
  formChangesByModel,
  formChangesOf,
  type GroupFormCounts,
  groupKey,
  type LaneForms,
  type ModelFormChanges,
} from "./form-counts.ts";
import { withInexpressible } from "./inexpressible-items.ts";

/** Counts what lanes cannot be asked for among the items of a request. */
export interface ItemCounter {
  /** Counts an item that the validator accepted; `line` counts from 1. */
  add: (item: AcceptedItem, line: number) => void;
  /** The groups that the counted items are of, with those that each lane cannot be asked for. */
  withInexpressible: (groups: readonly WorkGroup[]) => WorkGroup[];
}

/** What files and quotes ask of what lanes can be asked for. */
export interface Expressibility {
  /** What the lines of a file are to be counted by while they are judged; null where no lane would change the form of any item. */
  formChanges: ModelFormChanges | null;
  /** To be given the items of a request; null for the same reason. */
  countItems: () => ItemCounter | null;
  /**
   * The groups of a file with the items that each lane cannot be asked for. Reads the file where they were not counted for the lanes of today:
   * one file at a time, in turns with other work, and once however many ask. Throws `overloaded` when too many files wait for it.
   */
  groupsOfFile: (file: StoredFile) => Promise<readonly WorkGroup[]>;
}

export interface ExpressibilityDependencies extends LaneForms {
  catalog: Pick<Catalog, "knownModels" | "lanes" | "offeringsFor">;
  database: Database;
  storage: ArtifactStorage;
  /** Files that are read for this alone. */
  reads: Turns;
}

/** Knows for every file what its lanes cannot be asked for, as long as the lanes of the catalog stay the same. */
export function createExpressibility(dependencies: ExpressibilityDependencies): Expressibility {
  const { catalog, database, reads } = dependencies;
  const hasProviders = catalog.lanes.some(({ adapter }) => adapter !== "sandbox");
  const changes = formChangesByModel(dependencies, catalog.knownModels);
  const underWay = new Map<FileId, Promise<GroupFormCounts[]>>();

  async function countOnce(file: StoredFile): Promise<GroupFormCounts[]> {
    const known = underWay.get(file.id);
    if (known !== undefined) return known;
    const counting = reads
      .run(() => countAndKeep(dependencies, changes, file))
      .finally(() => underWay.delete(file.id));
    underWay.set(file.id, counting);
    return counting;
  }

  return {
    formChanges: hasProviders ? changes : null,
    countItems() {
      if (!hasProviders) return null;
      const counter = new FormCounter(changes, "items");
      return {
        add: (item, line) => counter.add(item, line),
        withInexpressible: (groups) => withInexpressible(dependencies, groups, counter.counts()),
      };
    },
    async groupsOfFile(file) {
      const needed = neededChanges(changes, file);
      if (needed.size === 0) return file.groups;
      const kept = await findFormCounts(database, file.id);
      const counts = kept !== null && covers(kept, needed) ? kept : await countOnce(file);
      return withInexpressible(dependencies, file.groups, counts);
    },
  };
}

/** By group, the changes of form that lanes of its models make to items such as the file has; groups without any are left out. */
function neededChanges(
  byModel: ModelFormChanges,
  { groups, urls }: StoredFile,
): Map<string, string[]> {
  const needed = new Map<string, string[]>();
  for (const group of groups) {
    const changes = formChangesOf(byModel, group.models)
      .filter(({ from }) => urls === null || urls.some((use) => from === formOfLines(use)))
      .map(changeKey);
    if (changes.length > 0) needed.set(groupKey(group), changes);
  }
  return needed;
}

function formOfLines({ url }: UrlUse) {
  // The path decides by itself what an embeddings line is.
  return itemFormOf({ url, operation: "responses" });
}

function covers(
  kept: readonly GroupFormCounts[],
  needed: ReadonlyMap<string, readonly string[]>,
): boolean {
  const known = new Map(
    kept.map((group) => [groupKey(group), new Set(group.forms.map(changeKey))]),
  );
  return [...needed].every(([group, changes]) =>
    changes.every((change) => known.get(group)?.has(change) === true),
  );
}

async function countAndKeep(
  { database, storage }: Pick<ExpressibilityDependencies, "database" | "storage">,
  changes: ModelFormChanges,
  { id, storage_key }: StoredFile,
): Promise<GroupFormCounts[]> {
  const counter = new FormCounter(changes, "file");
  const splitter = createLineSplitter({
    maxLineBytes: MANIFEST_LIMITS.maxLineBytes,
    onLine: (bytes, line) => counter.add(acceptedItem(parseItem(bytes)), line),
    onLongLine: (line) => {
      throw new RangeError(`Line ${line} of ${id} is longer than was accepted.`);
    },
  });
  for await (const piece of paced(await storage.open(storage_key))) splitter.push(piece);
  splitter.end();
  const counts = counter.counts();
  await updateFormCounts(database, id, counts);
  return counts;
}
