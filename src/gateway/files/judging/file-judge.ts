import { PREFLIGHT_ISSUES_SHOWN, type PreflightIssue } from "#contract/error-envelope.ts";
import type { KnownModels } from "#contract/manifest/known-models.ts";
import type { ManifestLimits } from "#contract/manifest/limits.ts";
import type { ManifestSummary } from "#contract/manifest/summary.ts";
import { createManifestValidator } from "#contract/manifest/validator.ts";
import { FormCounter } from "../../expressibility/form-counter.ts";
import type { GroupFormCounts, ModelFormChanges } from "../../expressibility/form-counts.ts";
import { IdIndexBuilder } from "../id-index.ts";
import { paced } from "../paced.ts";

/** What a file is judged by; plain, so that a thread can be given it. */
export interface FileJudging {
  knownModels: KnownModels;
  limits: ManifestLimits;
  /** What its items are counted by besides; null where nothing is to be counted. */
  formChanges: ModelFormChanges | null;
}

/** How far a file has been judged. */
interface JudgingProgress {
  /** Issues that were found until then. */
  issueCount: number;
  /** True once a limit on the file was reached: the rest of it need not be read. */
  hasStopped: boolean;
}

/** What a whole file came to. */
export interface Judgement {
  summary: ManifestSummary;
  /** The first of the issues that the summary counts. */
  issues: PreflightIssue[];
  /** The index of the items' ids; null where none is needed. */
  idIndex: Uint8Array | null;
  formCounts: GroupFormCounts[] | null;
}

/** Some bytes of a file, and how far it had been judged with them. */
export interface JudgedPiece extends JudgingProgress {
  piece: Uint8Array;
}

/** Judges a file as its bytes come. */
export interface FileJudge {
  /** Takes all bytes of the file, to be called once; gives them back as they have been judged, in pieces of other sizes maybe. */
  pass(chunks: AsyncIterable<Uint8Array>): AsyncIterable<JudgedPiece>;
  /** To be called once, after the last piece. */
  end(): Judgement | Promise<Judgement>;
  /** To be called in any case, at last; what was not judged by then is not. */
  close(): void;
}

/** Judges bytes at once. */
export interface BytesJudge {
  /** Keeps no reference to the bytes. */
  push(piece: Uint8Array): JudgingProgress;
  end(): Judgement;
}

/** Judges a file in this thread, with turns for others. */
export function judgeHere(judging: FileJudging): FileJudge {
  const judge = createBytesJudge(judging);
  return {
    async *pass(chunks) {
      for await (const piece of paced(chunks)) yield { piece, ...judge.push(piece) };
    },
    end: () => judge.end(),
    close() {},
  };
}

/** The judge itself, whichever thread it is in. */
export function createBytesJudge(judging: FileJudging): BytesJudge {
  const { knownModels, limits, formChanges } = judging;
  const ids = new IdIndexBuilder();
  const counter = formChanges && new FormCounter(formChanges, "file");
  const issues: PreflightIssue[] = [];
  let issueCount = 0;
  const validator = createManifestValidator({
    knownModels,
    limits,
    onItem: (item, line) => {
      ids.add(item.custom_id);
      counter?.add(item, line);
    },
    onIssue: (issue) => {
      issueCount += 1;
      if (issues.length < PREFLIGHT_ISSUES_SHOWN) issues.push(issue);
    },
  });
  return {
    push(piece) {
      validator.push(piece);
      return { issueCount, hasStopped: validator.hasStopped };
    },
    end() {
      const summary = validator.end();
      return {
        summary,
        issues,
        idIndex: ids.build(),
        formCounts: counter?.counts() ?? null,
      };
    },
  };
}
