import type { PreflightIssue } from "#contract/error-envelope.ts";
import { validateItems } from "#contract/manifest/validate-items.ts";
import type { FileId } from "#contract/primitives.ts";
import type { ModelQuoteBody, PricingEstimate } from "#contract/quotes.ts";
import type { Catalog, CatalogModel } from "../catalog/catalog.ts";
import type { ItemCounter } from "../expressibility/expressibility.ts";
import { preflightProblem } from "../http/preflight-problem.ts";
import type { QuotedWork } from "./quote-work.ts";
import { findUnknownModels } from "./unknown-names.ts";
import {
  coversOperation,
  DEFAULT_INPUT_TOKENS_PER_ITEM,
  mergeGroups,
  type WorkGroup,
} from "./work.ts";

/** What the groups of an input file are read by. */
export type GroupsOfFile = (file_id: FileId) => Promise<readonly WorkGroup[]>;

/**
 * The work that a quote is asked for, every model by its catalog name. Throws `preflight_failed` with each unknown model,
 * bad item, and item that accepts none of `models`; `not_found` for a file that is not there. `counter` is given the items of the body.
 */
export async function readWork(
  catalog: Catalog,
  body: ModelQuoteBody,
  groupsOfFile: GroupsOfFile,
  counter: ItemCounter | null,
): Promise<QuotedWork> {
  const asked = askedModels(body);
  const unknown = findUnknownModels(asked, body.model === undefined ? "models" : "model", catalog);
  if (unknown.length > 0) throw preflightProblem(unknown);
  const accepted = new Set(asked.map((name) => slugOf(catalog, name)));

  if (body.items !== undefined) {
    const groups = groupsOfItems(body.items, catalog, counter);
    return scaled(narrowed(catalog, groups, accepted, body), body.estimated_items, "items");
  }
  if (body.input_file_id !== undefined) {
    const groups = await groupsOfFile(body.input_file_id);
    return scaled(narrowed(catalog, groups, accepted, body), body.estimated_items, "file");
  }
  return workOf(catalog, [estimatedGroup(body, [...accepted])], "estimate");
}

function askedModels({ model, models }: ModelQuoteBody): readonly string[] {
  return models ?? (model === undefined ? [] : [model]);
}

function estimatedGroup(body: ModelQuoteBody, models: readonly string[]): WorkGroup {
  const items = body.estimated_items ?? 1;
  return {
    operation: body.operation ?? body.task ?? "responses",
    models,
    items,
    input_tokens: items * (body.estimated_input_tokens_per_item ?? DEFAULT_INPUT_TOKENS_PER_ITEM),
    max_output_tokens: 0,
    items_without_max_output_tokens: items,
  };
}

function groupsOfItems(
  items: readonly unknown[],
  catalog: Catalog,
  counter: ItemCounter | null,
): WorkGroup[] {
  const issues: PreflightIssue[] = [];
  const summary = validateItems(items, {
    knownModels: catalog.knownModels,
    onIssue: (issue) => void issues.push(issue),
    onItem: (item, line) => counter?.add(item, line),
  });
  if (summary.issue_count > 0) throw preflightProblem(issues, summary.issue_count);
  return counter?.withInexpressible(summary.groups) ?? summary.groups;
}

/** The groups with the catalog's names, only the accepted models left, and checked against the operation asked for. */
function narrowed(
  catalog: Catalog,
  groups: readonly WorkGroup[],
  accepted: ReadonlySet<string>,
  body: ModelQuoteBody,
): QuotedWork {
  const issues: PreflightIssue[] = [];
  const operation = body.operation ?? body.task;
  const kept = groups.map((group) => {
    const slugs = [...new Set(group.models.map((name) => slugOf(catalog, name)))];
    const models = accepted.size === 0 ? slugs : slugs.filter((slug) => accepted.has(slug));
    if (models.length === 0) issues.push(noneAccepted(group, accepted));
    if (operation === undefined) return { ...group, models };
    if (!coversOperation(operation, group.operation)) issues.push(otherOperation(group, operation));
    return { ...group, models, operation };
  });
  if (issues.length > 0) throw preflightProblem(issues);
  return workOf(catalog, kept, "items");
}

function noneAccepted({ items, models }: WorkGroup, accepted: ReadonlySet<string>): PreflightIssue {
  const message = `${items} of the items ask for ${models.join(" or ")}; the quote is asked for ${[...accepted].join(" or ")}.`;
  return { code: "model_not_accepted", message, path: "models" };
}

function otherOperation({ items, operation }: WorkGroup, asked: string): PreflightIssue {
  const message = `${items} of the items ask for ${operation}; the quote is asked for ${asked}.`;
  return { code: "operation_mismatch", message, path: "operation" };
}

/** A sample stands for `estimatedItems`: the same shares and the same tokens per item. */
function scaled(
  sample: QuotedWork,
  estimatedItems: number | undefined,
  basis: PricingEstimate["basis"],
): QuotedWork {
  const sampled = sample.groups.reduce((sum, { items }) => sum + items, 0);
  if (estimatedItems === undefined || estimatedItems === sampled) return { ...sample, basis };
  let seen = 0;
  const groups = sample.groups.map((group): WorkGroup => {
    const share = (count: number): number => Math.ceil((count * estimatedItems) / sampled);
    // Rounded at the running sum, so that the groups' items add up to the number asked for.
    const before = Math.round((seen * estimatedItems) / sampled);
    seen += group.items;
    const items = Math.round((seen * estimatedItems) / sampled) - before;
    return {
      ...group,
      items,
      input_tokens: share(group.input_tokens),
      max_output_tokens: share(group.max_output_tokens),
      items_without_max_output_tokens: Math.min(
        items,
        share(group.items_without_max_output_tokens),
      ),
    };
  });
  return { ...sample, groups: groups.filter(({ items }) => items > 0), basis: "estimate" };
}

function workOf(
  catalog: Catalog,
  groups: readonly WorkGroup[],
  basis: PricingEstimate["basis"],
): QuotedWork {
  const models = new Map<string, CatalogModel>();
  for (const slug of groups.flatMap((group) => group.models)) {
    const model = catalog.findModel(slug);
    if (model !== undefined) models.set(slug, model);
  }
  return { groups: mergeGroups(groups), models, basis };
}

function slugOf(catalog: Catalog, name: string): string {
  return catalog.findModel(name)?.slug ?? name;
}
