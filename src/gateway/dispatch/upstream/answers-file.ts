import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { UpstreamAnswer } from "#gateway/lanes/batch-lane.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { artifactLines } from "./artifact-lines.ts";
import { placeOf } from "./line-id.ts";

/** What came of a provider's answers. */
export interface KeptAnswers {
  /** Items that have one. */
  items: number;
  /** Answers that are left out: a second one to an item, or one to no item. */
  surplus: number;
}

/**
 * Keeps the answers to an upstream batch as an artifact, in the order of the items: the first to each item, with its place. They come in
 * any order, so they lie in a file of this machine until all are there; memory holds where each begins, and one of them.
 */
export async function keepAnswers(
  storage: ArtifactStorage,
  name: string,
  reference: string,
  answers: AsyncIterable<UpstreamAnswer>,
): Promise<KeptAnswers> {
  const folder = await mkdtemp(join(tmpdir(), "batchrouter-answers-"));
  try {
    const file = await open(join(folder, "answers"), "wx+");
    try {
      const { found, surplus } = await spool(file, reference, answers);
      await storage.write(name, inOrder(file, found));
      return { items: found.size, surplus };
    } finally {
      await file.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Spooled {
  start: number;
  bytes: number;
}

async function spool(
  file: FileHandle,
  reference: string,
  answers: AsyncIterable<UpstreamAnswer>,
): Promise<{ found: Map<number, Spooled>; surplus: number }> {
  const found = new Map<number, Spooled>();
  let end = 0;
  let surplus = 0;
  for await (const { id, text } of answers) {
    const place = placeOf(reference, id);
    if (place === undefined || found.has(place)) {
      surplus += 1;
      continue;
    }
    const bytes = Buffer.from(`${place.toString(36)}\t${text}\n`);
    await file.appendFile(bytes);
    found.set(place, { start: end, bytes: bytes.length });
    end += bytes.length;
  }
  return { found, surplus };
}

async function* inOrder(
  file: FileHandle,
  found: ReadonlyMap<number, Spooled>,
): AsyncGenerator<Uint8Array> {
  const places = [...found.keys()].toSorted((left, right) => left - right);
  for (const place of places) {
    const spooled = found.get(place);
    if (spooled === undefined) continue;
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc(spooled.bytes),
      position: spooled.start,
    });
    if (bytesRead !== spooled.bytes) throw new Error("An answer that was just written is cut off.");
    yield buffer;
  }
}

/** Reads kept answers alongside the items. */
export class AnswerReader {
  readonly #lines: AsyncGenerator<string>;
  #next: { place: number; text: string } | null | undefined;

  constructor(storage: ArtifactStorage, name: string) {
    this.#lines = artifactLines(storage, name);
  }

  /** The answer to the item at a place, undefined where there is none; places are asked for in their order. */
  async at(place: number): Promise<string | undefined> {
    if (this.#next === undefined) await this.#read();
    while (this.#next && this.#next.place < place) await this.#read();
    return this.#next?.place === place ? this.#next.text : undefined;
  }

  /** Lets go of the artifact. */
  async close(): Promise<void> {
    await this.#lines.return(undefined);
  }

  async #read(): Promise<void> {
    const line = await this.#lines.next();
    if (line.done === true) {
      this.#next = null;
      return;
    }
    const tab = line.value.indexOf("\t");
    this.#next = {
      place: Number.parseInt(line.value.slice(0, tab), 36),
      text: line.value.slice(tab + 1),
    };
  }
}
