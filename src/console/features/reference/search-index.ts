import { BATCH_STATES, BATCH_STATUSES } from "#contract/batch-states.ts";
import { ERRORS } from "#contract/errors.ts";
import { allEndpoints } from "#contract/whole-api.ts";
import { MANIFEST_ISSUE_CODES } from "#contract/manifest/issues.ts";
import { SANDBOX_SENTINELS } from "#contract/sandbox-sentinels.ts";
import { WEBHOOK_EVENT_TYPES } from "#contract/webhook-events.ts";
import { paths } from "../../paths.ts";
import { answerSchemaOf, bodySchemaOf, parametersOf } from "./api-document.ts";
import { fieldRows, type FieldRow } from "./field-rows.ts";
import { endpointAddress } from "./sections.ts";

type EntryKind = "endpoint" | "error" | "event" | "state" | "issue" | "sentinel";

/** Something that the reference describes, and where. */
export interface IndexEntry {
  kind: EntryKind;
  title: string;
  /** The line below the title: the call, or the sentence of the contract. */
  detail: string;
  to: string;
  /** Names of its fields, which are found too. */
  fields: readonly string[];
}

/** An entry that fits what is looked for; `field` is the one whose name made it fit. */
export interface Found extends IndexEntry {
  field: string | undefined;
}

function namesOf(rows: readonly FieldRow[]): string[] {
  return rows.flatMap(({ name, fields }) => [name, ...namesOf(fields)]);
}

function endpointEntries(): IndexEntry[] {
  return allEndpoints.map(({ endpoint }) => {
    const schemas = [bodySchemaOf(endpoint), answerSchemaOf(endpoint)];
    const given = (["path", "query", "header"] as const).flatMap((place) =>
      parametersOf(endpoint, place).map(({ name }) => name),
    );
    const named = schemas.flatMap((schema) =>
      schema === undefined ? [] : namesOf(fieldRows(schema)),
    );
    return {
      kind: "endpoint",
      title: endpoint.summary,
      detail: `${endpoint.method} ${endpoint.path}`,
      to: endpointAddress(endpoint),
      fields: [...new Set([...given, ...named])],
    };
  });
}

function topicEntries(): IndexEntry[] {
  const entry = (kind: EntryKind, section: string, title: string, detail: string): IndexEntry => ({
    kind,
    title,
    detail,
    to: paths.docs(section, title),
    fields: [],
  });
  return [
    ...Object.entries(ERRORS).map(([code, { status, message }]) =>
      entry("error", "errors", code, `${status} · ${message}`),
    ),
    ...WEBHOOK_EVENT_TYPES.map((type) => entry("event", "events", type, "Webhook event")),
    ...BATCH_STATUSES.map((status) =>
      entry("state", "states", status, BATCH_STATES[status].meaning),
    ),
    ...MANIFEST_ISSUE_CODES.map((code) => entry("issue", "input", code, "Fault of an input line")),
    ...Object.entries(SANDBOX_SENTINELS).map(([word, { syntax }]) =>
      entry("sentinel", "sentinels", word, syntax),
    ),
  ];
}

let made: readonly IndexEntry[] | undefined;

/** Everything that the reference describes; made at the first search. */
export function searchIndex(): readonly IndexEntry[] {
  made ??= [...endpointEntries(), ...topicEntries()];
  return made;
}

/** What fits every word that is looked for: by title and call first, then by the name of a field. */
export function searchReference(
  text: string,
  index: readonly IndexEntry[] = searchIndex(),
): readonly Found[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return [];
  return index
    .flatMap((entry) => {
      const rank = rankOf(entry, words);
      return rank === undefined ? [] : [rank];
    })
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ found }) => found);
}

function rankOf(
  entry: IndexEntry,
  words: readonly string[],
): { rank: number; found: Found } | undefined {
  const title = entry.title.toLowerCase();
  const shown = `${title} ${entry.detail.toLowerCase()}`;
  if (title === words.join(" ")) return { rank: 0, found: { ...entry, field: undefined } };
  if (words.every((word) => title.includes(word)))
    return {
      rank: title.startsWith(words[0] ?? "") ? 1 : 2,
      found: { ...entry, field: undefined },
    };
  if (words.every((word) => shown.includes(word)))
    return { rank: 3, found: { ...entry, field: undefined } };
  const [field] = entry.fields.filter((name) =>
    words.some((word) => name.toLowerCase().includes(word)),
  );
  const isFound = words.every(
    (word) =>
      shown.includes(word) || entry.fields.some((name) => name.toLowerCase().includes(word)),
  );
  if (!isFound) return undefined;
  return { rank: words.some((word) => word === field) ? 4 : 5, found: { ...entry, field } };
}
