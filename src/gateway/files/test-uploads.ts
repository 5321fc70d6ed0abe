import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ManifestIssue } from "#contract/manifest/issues.ts";
import { createManifestValidator } from "#contract/manifest/validator.ts";
import { newId } from "#contract/primitives.ts";
import { randomBytes } from "#contract/random-bytes.ts";
import { SANDBOX_ALONE } from "../expressibility/test-expressibility.ts";
import { Problem } from "../http/problem.ts";
import { createLocalStorage } from "../storage/local-storage.ts";
import { JudgeThreads } from "./judging/judge-threads.ts";
import type { NewFile } from "./new-file.ts";
import { openUpload } from "./open-upload.ts";
import { newFilePlace } from "./new-file.ts";
import { receiveFile, type ReceiveDependencies } from "./receive-file.ts";

const knownModels = new Set(["gpt-4o-mini"]);

/** Uploads to a storage in a folder of their own, for one test file. */
export interface TestUploads {
  folder: string;
  receive(request: Request, limits?: ReceiveDependencies["limits"]): Promise<NewFile>;
  /** Every file below the storage's folder, drafts of writes included. */
  kept(): Promise<string[]>;
  /** Removes what is kept. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function createTestUploads(): Promise<TestUploads> {
  const folder = await mkdtemp(join(tmpdir(), "uploads-"));
  const storage = await createLocalStorage(folder);
  const judgeThreads = new JudgeThreads();
  return {
    folder,
    async receive(request, limits) {
      const dependencies = {
        storage,
        knownModels,
        expressibility: SANDBOX_ALONE,
        judgeThreads,
        ...(limits && { limits }),
      };
      const place = newFilePlace(newId("org"), new Date(), randomBytes);
      return receiveFile(dependencies, place, await openUpload(request));
    },
    async kept() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    },
    clear: () => storage.deletePrefix("files"),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The problem that something is refused with. */
export async function problemOf(refused: Promise<unknown>): Promise<Problem> {
  const error: unknown = await refused.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Problem)) throw new Error("expected a problem", { cause: error });
  return error;
}

/** What the validator says of a file when it is asked by itself. */
export function issuesOf(text: string): ManifestIssue[] {
  const issues: ManifestIssue[] = [];
  const validator = createManifestValidator({
    knownModels,
    onIssue: (issue) => void issues.push(issue),
  });
  validator.push(new TextEncoder().encode(text));
  validator.end();
  return issues;
}
