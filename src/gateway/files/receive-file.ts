import { PREFLIGHT_ISSUES_SHOWN, type PreflightIssue } from "#contract/error-envelope.ts";
import type { KnownModels } from "#contract/manifest/known-models.ts";
import { MANIFEST_LIMITS, type ManifestLimits } from "#contract/manifest/limits.ts";
import type { ManifestSummary } from "#contract/manifest/summary.ts";
import { createManifestValidator } from "#contract/manifest/validator.ts";
import type { Expressibility } from "../expressibility/expressibility.ts";
import type { FormCounter } from "../expressibility/form-counter.ts";
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
  expressibility: Expressibility;
  /** Instead of the contract's, for a gateway that takes less. */
  limits?: Partial<ManifestLimits>;
}

/**
 * Streams a file to storage through the validator, in constant memory but for some bytes an item. Throws `preflight_failed` with the first issues and
 * the number of all, or `payload_too_large` as soon as it is; then, and when the request breaks off, nothing is kept. The
 * row is for the caller to write.
 */
export async function receiveFile(
  { storage, knownModels, expressibility, limits }: ReceiveDependencies,
  place: FilePlace,
  incoming: IncomingFile,
): Promise<NewFile> {
  failPoint("before_upload_stored");
  const counter = expressibility.countLines();
  const judged = new JudgedFile(incoming.chunks, {
    knownModels,
    limits: { ...MANIFEST_LIMITS, ...limits },
    counter,
  });
  const written = await writeWithIds(storage, place.storage_key, judged.bytes(), judged.ids);
  failPoint("after_upload_stored");
  return describeFile(
    place,
    incoming.filename,
    written,
    judged.summary(),
    counter?.counts() ?? null,
  );
}

/** What a file is judged by, and who counts its items besides. */
interface FileJudging {
  knownModels: KnownModels;
  limits: ManifestLimits;
  counter: FormCounter | null;
}

/** A file that is judged while it is read. */
class JudgedFile {
  /** Has the ids of the items that were read. */
  readonly ids = new IdIndexBuilder();
  readonly #chunks: AsyncIterable<Uint8Array>;
  readonly #judging: FileJudging;
  #summary: ManifestSummary | undefined;

  constructor(chunks: AsyncIterable<Uint8Array>, judging: FileJudging) {
    this.#chunks = chunks;
    this.#judging = judging;
  }

  /** The bytes, up to the first issue: the rest of a bad file is read for its other issues and goes nowhere. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    const issues: PreflightIssue[] = [];
    let issueCount = 0;
    const { knownModels, limits, counter } = this.#judging;
    const validator = createManifestValidator({
      knownModels,
      limits,
      onItem: (item, line) => {
        this.ids.add(item.custom_id);
        counter?.add(item, line);
      },
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
      throw fileTooLarge(limits.maxFileBytes);
    if (issueCount > 0) throw preflightProblem(issues, issueCount);
    this.#summary = summary;
  }

  /** Throws when the bytes have not been read to a good end. */
  summary(): ManifestSummary {
    if (this.#summary === undefined) throw new TypeError("The file has not been read to its end");
    return this.#summary;
  }
}
