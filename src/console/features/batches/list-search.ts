import { BATCH_STATUSES, type BatchStatus } from "#contract/batch-states.ts";

/** What the address of the list says is shown. */
export interface ListView {
  status: BatchStatus | null;
  /** `key:value` */
  metadata: string | null;
  cursor: string | null;
}

/** The view that an address asks for; words it does not know are passed over. */
export function readListView(search: URLSearchParams): ListView {
  return {
    status: BATCH_STATUSES.find((status) => status === search.get("status")) ?? null,
    metadata: search.get("metadata"),
    cursor: search.get("cursor"),
  };
}

/** The address of a view: what is as usual is left out. */
export function writeListView({ status, metadata, cursor }: ListView): URLSearchParams {
  const search = new URLSearchParams();
  if (status !== null) search.set("status", status);
  if (metadata !== null) search.set("metadata", metadata);
  if (cursor !== null) search.set("cursor", cursor);
  return search;
}

/** `name: gsm8k` → `{ name: "gsm8k" }`; undefined when it is no pair. Values may hold colons, keys may not. */
export function metadataPair(text: string): Record<string, string> | undefined {
  const [, key, value] = /^([^:]+?)\s*:\s*(.+)$/.exec(text.trim()) ?? [];
  return key === undefined || value === undefined ? undefined : { [key]: value };
}
