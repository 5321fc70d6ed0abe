import type { CatalogLane } from "../catalog/catalog-lane.ts";
import { formOnLane } from "../lanes/lane-forms.ts";
import {
  type GroupFormCounts,
  groupKey,
  type InexpressiblePlace,
  type LaneForms,
} from "./form-counts.ts";

/** Items of a group that a lane cannot be asked for. */
export interface InexpressibleItems {
  items: number;
  first: InexpressiblePlace;
}

/** A group's items that cannot be asked for, by the id of the lane; lanes that can be asked for all of them are left out. */
export type InexpressibleByLane = ReadonlyMap<string, InexpressibleItems>;

/** The groups with what has been counted, told by the lanes of their models. */
export function withInexpressible<Group extends Pick<GroupFormCounts, "operation" | "models">>(
  laneForms: LaneForms,
  groups: readonly Group[],
  counts: readonly GroupFormCounts[],
): (Group & { inexpressible?: InexpressibleByLane })[] {
  const counted = new Map(counts.map((group) => [groupKey(group), group]));
  return groups.map((group) => {
    const known = counted.get(groupKey(group));
    if (known === undefined) return group;
    const lanes = group.models.flatMap((model) =>
      laneForms.catalog.offeringsFor(model).map(({ lane }) => lane),
    );
    const inexpressible = new Map<string, InexpressibleItems>();
    for (const lane of lanes) {
      const items = itemsOnLane(known, lane, laneForms);
      if (items !== undefined) inexpressible.set(lane.lane_id, items);
    }
    return inexpressible.size === 0 ? group : { ...group, inexpressible };
  });
}

function itemsOnLane(
  { forms }: GroupFormCounts,
  lane: CatalogLane,
  { connections }: LaneForms,
): InexpressibleItems | undefined {
  return forms
    .filter(({ from, to }) => formOnLane(lane, from, connections) === to)
    .map(({ items, first }) => (first === null ? undefined : { items, first }))
    .reduce(sumOfItems, undefined);
}

/** What two groups together cannot be asked for; undefined where both can be. */
function sumOfItems(
  left: InexpressibleItems | undefined,
  right: InexpressibleItems | undefined,
): InexpressibleItems | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  const first = left.first.line <= right.first.line ? left.first : right.first;
  return { items: left.items + right.items, first };
}

/** What two groups together cannot be asked for, by lane. */
export function sumOfInexpressible(
  left: InexpressibleByLane | undefined,
  right: InexpressibleByLane | undefined,
): InexpressibleByLane | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  const sum = new Map(left);
  for (const [lane_id, items] of right) {
    const both = sumOfItems(sum.get(lane_id), items);
    if (both !== undefined) sum.set(lane_id, both);
  }
  return sum;
}

/** Why a lane cannot be asked for a group: how many of its items, and what stands in the way of the first, with its place. */
export function inexpressibleText({ items, first }: InexpressibleItems): string {
  return inexpressibleSentence(items, isPathOfRequest(first) ? "" : `line ${first.line}: `, first);
}

/** The same as an issue, whose line and path say the place. */
export function inexpressibleIssue(lane: string, { items, first }: InexpressibleItems) {
  const message = `${lane}: ${inexpressibleSentence(items, "", first)}`;
  return { code: "not_expressible", message, line: first.line, path: first.path };
}

function inexpressibleSentence(
  items: number,
  place: string,
  { message }: InexpressiblePlace,
): string {
  const counted = items === 1 ? "1 item" : `${items} items`;
  return `${counted} cannot be asked of it; ${place}${message}`;
}

/** A path such as `items[6].input.messages` says which item it is by itself. */
function isPathOfRequest({ path }: InexpressiblePlace): boolean {
  return path.startsWith("items[");
}
