import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { threadEntry } from "../../thread-entry.ts";
import type { FileJudge, FileJudging, JudgedPiece, Judgement } from "./file-judge.ts";
import type { JudgeOrder, JudgeReply } from "./judge-protocol.ts";

/** What goes to a thread in one message: large enough that neither end is busy with messages. */
const BLOCK_BYTES = 256 * 1024;
/** Blocks that may be out at a time: enough that neither end waits for the other, and no more. */
const MOST_AHEAD = 4;

/** Threads that judge files beside everything else; one is left to that. */
export class JudgeThreads {
  readonly #most: number;
  readonly #threads = new Set<JudgeThread>();

  constructor(most = Math.max(1, availableParallelism() - 1)) {
    this.#most = most;
  }

  /** A judge of one more file, in the thread that has the fewest. Threads are started when they are needed, and stay. */
  begin(judging: FileJudging): FileJudge {
    const [least] = [...this.#threads].toSorted((left, right) => left.files - right.files);
    const thread =
      least !== undefined && (least.files === 0 || this.#threads.size >= this.#most)
        ? least
        : this.#start();
    return thread.begin(judging);
  }

  #start(): JudgeThread {
    const thread = new JudgeThread(() => this.#threads.delete(thread));
    this.#threads.add(thread);
    return thread;
  }
}

class JudgeThread {
  readonly #worker: Worker;
  readonly #files = new Map<number, JudgedElsewhere>();
  #nextFile = 1;

  constructor(onExit: () => void) {
    const { url, options } = threadEntry(import.meta.url, "judge-worker.ts");
    this.#worker = new Worker(url, options);
    // It has nothing of its own to end: an upload keeps the process by its connection.
    this.#worker.unref();
    let cause: unknown;
    this.#worker.on("error", (error) => (cause = error));
    this.#worker.on("message", (reply: JudgeReply) => this.#files.get(reply.file)?.settle(reply));
    this.#worker.once("exit", () => {
      onExit();
      for (const file of this.#files.values()) file.fail(cause);
    });
  }

  /** How many it judges now. */
  get files(): number {
    return this.#files.size;
  }

  begin(judging: FileJudging): FileJudge {
    const file = this.#nextFile++;
    const send = (order: JudgeOrder, transfer: ArrayBuffer[] = []): void =>
      this.#worker.postMessage(order, transfer);
    const judge = new JudgedElsewhere(file, send, () => this.#files.delete(file));
    this.#files.set(file, judge);
    send({ file, do: "begin", judging });
    return judge;
  }
}

type Send = (order: JudgeOrder, transfer?: ArrayBuffer[]) => void;

/** This thread's end of a file that is judged in another one. */
class JudgedElsewhere implements FileJudge {
  readonly #file: number;
  readonly #send: Send;
  /** To be told no more of it. */
  readonly #forget: () => void;
  /** Those that have come back and have not been taken. */
  readonly #judged: JudgedPiece[] = [];
  /** How many blocks were sent and have not been taken back. */
  #ahead = 0;
  #judgement: Judgement | undefined;
  #failure: Error | undefined;
  #wake = (): void => {};

  constructor(file: number, send: Send, forget: () => void) {
    this.#file = file;
    this.#send = send;
    this.#forget = forget;
  }

  async *pass(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<JudgedPiece> {
    for await (const block of blocks(chunks)) {
      this.#send({ file: this.#file, do: "push", piece: block }, [block.buffer]);
      this.#ahead += 1;
      while (this.#ahead === MOST_AHEAD || this.#judged.length > 0) yield await this.#next();
    }
    while (this.#ahead > 0) yield await this.#next();
  }

  async end(): Promise<Judgement> {
    this.#send({ file: this.#file, do: "end" });
    await this.#until(() => this.#judgement !== undefined);
    if (this.#judgement === undefined) throw new TypeError("A file was judged without a judgement");
    return this.#judgement;
  }

  close(): void {
    this.#forget();
    this.#send({ file: this.#file, do: "drop" });
  }

  async #next(): Promise<JudgedPiece> {
    await this.#until(() => this.#judged.length > 0);
    const judged = this.#judged.shift();
    if (judged === undefined) throw new TypeError("A piece was judged and did not come back");
    this.#ahead -= 1;
    return judged;
  }

  settle(reply: JudgeReply): void {
    if ("judged" in reply) this.#judged.push(reply.judged);
    else if ("judgement" in reply) this.#judgement = reply.judgement;
    else this.fail(reply.failure);
    this.#wake();
  }

  fail(cause: unknown): void {
    this.#failure = new Error("The thread that judges files has stopped.", { cause });
    this.#wake();
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (this.#failure === undefined && !isSo())
      await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** The same bytes in blocks of one size but for the last, each in memory of its own, so that it can be handed over. */
async function* blocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let block = new Uint8Array(BLOCK_BYTES);
  let length = 0;
  for await (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length;) {
      const part = chunk.subarray(taken, taken + BLOCK_BYTES - length);
      block.set(part, length);
      taken += part.length;
      length += part.length;
      if (length < BLOCK_BYTES) continue;
      yield block;
      block = new Uint8Array(BLOCK_BYTES);
      length = 0;
    }
  }
  if (length > 0) yield block.subarray(0, length);
}
