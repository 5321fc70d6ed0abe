import { PREFLIGHT_ISSUES_SHOWN, type PreflightIssue } from "#contract/errors.ts";
import type { KnownModels } from "#contract/manifest/known-models.ts";
import { MANIFEST_LIMITS, type ManifestLimits } from "#contract/manifest/limits.ts";
import type { ManifestSummary } from "#contract/manifest/summary.ts";
import { createManifestValidator } from "#contract/manifest/validator.ts";
import { failPoint } from "../fail-points/fail-point.ts";
import { preflightProblem } from "../http/preflight-problem.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import { IdIndexBuilder, writeWithIds } from "./id-index.ts";
import type { IncomingFile } from "./incoming-file.ts";
import { describeFile, type FilePlace, type NewFile } from "./new-file.ts";
import { fileTooLarge } from "./open-upload.ts";
import { paced } from "./paced.ts";

export interface ReceiveDependencies {
  storage: ArtifactStorage;
  knownModels: KnownModels;
  /** Instead of the contract's, for a gateway that takes less. */
  limits?: Partial<ManifestLimits>;
}

/**
 * Streams a file to storage through the validator, in constant memory but for some bytes an item. Throws `preflight_failed` with the first issues and
 * the number of all, or `payload_too_large` as soon as it is; then, and when the request breaks off, nothing is kept. The
 * row is for the caller to write.
 */
export async function receiveFile(
  { storage, knownModels, limits }: ReceiveDependencies,
  place: FilePlace,
  incoming: IncomingFile,
): Promise<NewFile> {
  failPoint("before_upload_stored");
  const judged = new JudgedFile(incoming.chunks, knownModels, { ...MANIFEST_LIMITS, ...limits });
  const written = await writeWithIds(storage, place.storage_key, judged.bytes(), judged.ids);
  failPoint("after_upload_stored");
  return describeFile(place, incoming.filename, written, judged.summary());
}

/** A file that is judged while it is read. */
class JudgedFile {
  /** Has the ids of the items that were read. */
  readonly ids = new IdIndexBuilder();
  readonly #chunks: AsyncIterable<Uint8Array>;
  readonly #knownModels: KnownModels;
  readonly #limits: ManifestLimits;
  #summary: ManifestSummary | undefined;

  constructor(chunks: AsyncIterable<Uint8Array>, knownModels: KnownModels, limits: ManifestLimits) {
    this.#chunks = chunks;
    this.#knownModels = knownModels;
    this.#limits = limits;
  }

  /** The bytes, up to the first issue: the rest of a bad file is read for its other issues and goes nowhere. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    const issues: PreflightIssue[] = [];
    let issueCount = 0;
    const validator = createManifestValidator({
      knownModels: this.#knownModels,
      limits: this.#limits,
      onItem: ({ custom_id }) => this.ids.add(custom_id),
      onIssue: (issue) => {
        issueCount += 1;
        if (issues.length < PREFLIGHT_ISSUES_SHOWN) issues.push(issue);
      },
    });
    for await (const piece of paced(this.#chunks)) {
      validator.push(piece);
      if (validator.hasStopped) break;
      if (issueCount === 0) yield piece;
    }
    const summary = validator.end();
    if (summary.issues_by_code.file_too_large !== undefined)
      throw fileTooLarge(this.#limits.maxFileBytes);
    if (issueCount > 0) throw preflightProblem(issues, issueCount);
    this.#summary = summary;
  }

  /** Throws when the bytes have not been read to a good end. */
  summary(): ManifestSummary {
    if (this.#summary === undefined) throw new TypeError("The file has not been read to its end");
    return this.#summary;
  }
}
