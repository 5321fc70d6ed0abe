import { PREFLIGHT_ISSUES_SHOWN, type PreflightIssue } from "#contract/error-envelope.ts";
import type { KnownModels } from "#contract/manifest/known-models.ts";
import type { ManifestLimits } from "#contract/manifest/limits.ts";
import type { ManifestSummary } from "#contract/manifest/summary.ts";
import { createManifestValidator } from "#contract/manifest/validator.ts";
import { FormCounter } from "../../expressibility/form-counter.ts";
import type { GroupFormCounts, ModelFormChanges } from "../../expressibility/form-counts.ts";
import { IdIndexBuilder } from "../id-index.ts";

/** What a file is judged by; plain, so that a thread can be given it. */
export interface FileJudging {
  knownModels: KnownModels;
  limits: ManifestLimits;
  /** What its items are counted by besides; null where nothing is to be counted. */
  formChanges: ModelFormChanges | null;
}

/** How far a file has been judged. */
export interface JudgingProgress {
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

/** Judges a file as its bytes come. */
export interface FileJudge {
  /** Takes the next bytes, of which it keeps no reference, and says how far it is: in a thread that is a little behind. */
  push(piece: Uint8Array): JudgingProgress | Promise<JudgingProgress>;
  /** To be called once, after the last piece. */
  end(): Judgement | Promise<Judgement>;
  /** To be called in any case, at last; what was not judged by then is not. */
  close(): void;
}

/** A judge that answers at once. */
export interface LocalFileJudge extends FileJudge {
  push(piece: Uint8Array): JudgingProgress;
  end(): Judgement;
}

/** Judges where it is called. */
export function createFileJudge(judging: FileJudging): LocalFileJudge {
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
    close() {},
  };
}
