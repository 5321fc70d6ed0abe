import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { threadEntry } from "../../thread-entry.ts";
import type { FileJudge, FileJudging, Judgement, JudgingProgress } from "./file-judge.ts";
import type { JudgeOrder, JudgeReply } from "./judge-protocol.ts";

/** What a thread may have before it that it has not judged: enough to never wait for more, and no more. */
const AHEAD_BYTES = 1024 ** 2;

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
  /** The sizes of the pieces that have not been judged yet, in their order. */
  readonly #ahead: number[] = [];
  #aheadBytes = 0;
  #progress: JudgingProgress = { issueCount: 0, hasStopped: false };
  #judgement: Judgement | undefined;
  #failure: Error | undefined;
  #wake = (): void => {};

  constructor(file: number, send: Send, forget: () => void) {
    this.#file = file;
    this.#send = send;
    this.#forget = forget;
  }

  async push(piece: Uint8Array): Promise<JudgingProgress> {
    // A copy of its own can be handed over; what the caller has is written to storage meanwhile.
    const copy = new Uint8Array(piece);
    this.#ahead.push(copy.byteLength);
    this.#aheadBytes += copy.byteLength;
    this.#send({ file: this.#file, do: "push", piece: copy }, [copy.buffer]);
    await this.#until(() => this.#aheadBytes <= AHEAD_BYTES);
    return this.#progress;
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

  settle(reply: JudgeReply): void {
    if ("progress" in reply) {
      this.#progress = reply.progress;
      this.#aheadBytes -= this.#ahead.shift() ?? 0;
    } else if ("judgement" in reply) this.#judgement = reply.judgement;
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
