import { MANIFEST_LIMITS, type ManifestLimits } from "#contract/manifest/limits.ts";
import type { KnownModels } from "#contract/manifest/known-models.ts";
import type { Expressibility } from "../expressibility/expressibility.ts";
import { failPoint } from "../fail-points/fail-point.ts";
import { preflightProblem } from "../http/preflight-problem.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import { writeWithIndex } from "./id-index.ts";
import type { IncomingFile } from "./incoming-file.ts";
import { type FileJudging, judgeHere, type Judgement } from "./judging/file-judge.ts";
import type { JudgeThreads } from "./judging/judge-threads.ts";
import { describeFile, type FilePlace, type NewFile } from "./new-file.ts";
import { fileTooLarge } from "./open-upload.ts";
import { readAhead } from "./read-ahead.ts";

export interface ReceiveDependencies {
  storage: ArtifactStorage;
  knownModels: KnownModels;
  expressibility: Expressibility;
  judgeThreads: JudgeThreads;
  /** Instead of the contract's, for a gateway that takes less. */
  limits?: Partial<ManifestLimits>;
}

/**
 * Streams a file to storage while it is judged, a large one in a thread, in constant memory but for some bytes an item. Throws
 * `preflight_failed` with the first issues and the number of all, or `payload_too_large` as soon as it is; then, and when the
 * request breaks off, nothing is kept. The row is for the caller to write.
 */
export async function receiveFile(
  { storage, knownModels, expressibility, judgeThreads, limits }: ReceiveDependencies,
  place: FilePlace,
  incoming: IncomingFile,
): Promise<NewFile> {
  failPoint("before_upload_stored");
  const judged = new JudgedFile(
    incoming.chunks,
    {
      knownModels,
      limits: { ...MANIFEST_LIMITS, ...limits },
      formChanges: expressibility.formChanges,
    },
    judgeThreads,
  );
  const written = await writeWithIndex(
    storage,
    place.storage_key,
    judged.bytes(),
    () => judged.judgement().idIndex,
  );
  failPoint("after_upload_stored");
  const { summary, formCounts } = judged.judgement();
  return describeFile(place, incoming.filename, written, summary, formCounts);
}

/** What fits into one turn is judged here: a thread would take longer to be told of it. */
const JUDGED_HERE_BYTES = 256 * 1024;

/** A file that is judged while it is read. */
class JudgedFile {
  readonly #chunks: AsyncIterable<Uint8Array>;
  readonly #judging: FileJudging;
  readonly #threads: JudgeThreads;
  #judgement: Judgement | undefined;

  constructor(chunks: AsyncIterable<Uint8Array>, judging: FileJudging, threads: JudgeThreads) {
    this.#chunks = chunks;
    this.#judging = judging;
    this.#threads = threads;
  }

  /** The bytes, up to the first issue: the rest of a bad file is read for its other issues and goes nowhere. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    const { isWhole, chunks } = await readAhead(this.#chunks, JUDGED_HERE_BYTES);
    const judge = isWhole ? judgeHere(this.#judging) : this.#threads.begin(this.#judging);
    try {
      for await (const { piece, issueCount, hasStopped } of judge.pass(chunks)) {
        if (hasStopped) break;
        if (issueCount === 0) yield piece;
      }
      const judgement = await judge.end();
      const { summary, issues } = judgement;
      if (summary.issues_by_code.file_too_large !== undefined)
        throw fileTooLarge(this.#judging.limits.maxFileBytes);
      if (summary.issue_count > 0) throw preflightProblem(issues, summary.issue_count);
      this.#judgement = judgement;
    } finally {
      judge.close();
    }
  }

  /** Throws when the bytes have not been read to a good end. */
  judgement(): Judgement {
    if (this.#judgement === undefined) throw new TypeError("The file has not been read to its end");
    return this.#judgement;
  }
}
