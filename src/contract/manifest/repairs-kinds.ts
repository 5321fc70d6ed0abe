/** Every repair of an input, in the order in which they are made. */
export const MANIFEST_REPAIRS = [
  "drop_bom",
  "crlf_to_lf",
  "array_to_lines",
  "remove_blank_lines",
  "add_missing_ids",
  "unique_ids",
  "to_native",
  "to_openai_batch",
] as const;

/** One repair of an input. */
export type ManifestRepair = (typeof MANIFEST_REPAIRS)[number];
