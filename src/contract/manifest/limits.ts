/**
 * What an input may hold at most. The console states these before the upload, the validator holds
 * to them.
 */
export interface ManifestLimits {
  /** Lines in a file, the bad ones included. */
  maxLines: number;
  /** Bytes of a file. */
  maxFileBytes: number;
  /** Bytes of a line, its line end not counted. */
  maxLineBytes: number;
  /** Levels of nesting in a line; the line's own object is the first. */
  maxDepth: number;
  /** UTF-16 units of an item id. */
  maxIdLength: number;
  /** UTF-16 units of a model name. */
  maxModelLength: number;
  /** Entries of `model_options`. */
  maxModelOptions: number;
  /** Texts in one embeddings item. */
  maxEmbeddingInputs: number;
  /** The largest `max_output_tokens` of one item. */
  maxOutputTokens: number;
  /** Distinct combinations of an operation and its models in a file. */
  maxGroups: number;
  /** Issues named for one line; one more says that there are others. */
  maxIssuesPerLine: number;
  /** Entries of the line index. */
  maxIndexEntries: number;
}

/** The limits of the hosted service and of the local gateway alike. */
export const MANIFEST_LIMITS: Readonly<ManifestLimits> = {
  maxLines: 1_000_000,
  maxFileBytes: 2 * 1024 ** 3,
  maxLineBytes: 1024 ** 2,
  maxDepth: 100,
  maxIdLength: 256,
  maxModelLength: 256,
  maxModelOptions: 16,
  maxEmbeddingInputs: 2048,
  maxOutputTokens: 10_000_000,
  maxGroups: 200,
  maxIssuesPerLine: 50,
  maxIndexEntries: 1024,
};
