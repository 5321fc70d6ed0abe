import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

const WITHOUT_NAMES = new URL("../without-names.mjs", import.meta.url).href;
const KEPT_OUTPUT = 4_000;
const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 40;
const AGAIN_AFTER_MS = 500;

/** Killed with this process, whatever way it ends. */
const living = new Set<ChildProcess>();
process.once("exit", () => living.forEach((child) => child.kill("SIGKILL")));

/** How one life of a process is to end, if it does not end otherwise. */
export interface LifePlan {
  /** Variables of this life alone: its fail-point. */
  environment: Readonly<Record<string, string>>;
  /** After so long, counted from when it was ready, it is killed from outside; null: it is left alone. */
  killAfterMs: number | null;
}

export interface SupervisedOptions {
  name: string;
  main: string;
  /** Where it says that it is ready. */
  readyUrl: string;
  environment: Readonly<Record<string, string>>;
  /** Asked before each life. */
  planLife: () => LifePlan;
  /** Told of each kill: the fail-point's name, or "at random". */
  onKilled: (where: string) => void;
  /** What it may say when it ends by itself, as when its database goes while it starts. */
  excuse: RegExp | null;
  /** Told when it ended by itself and had no excuse. */
  onDeviation: (deviation: string) => void;
}

/** A gateway process that is started again whenever it dies, as a supervisor does, until it is told to rest. */
export class SupervisedProcess {
  readonly #options: SupervisedOptions;
  #child: ChildProcess | undefined;
  #output = "";
  #isResting = true;
  #lives: Promise<void> | undefined;

  constructor(options: SupervisedOptions) {
    this.#options = options;
  }

  get isResting(): boolean {
    return this.#isResting;
  }

  /** Begins its lives. */
  start(): void {
    this.#isResting = false;
    this.#lives = this.#live();
  }

  /** Resolves when it answers. */
  async untilReady(): Promise<void> {
    const until = Date.now() + READY_WITHIN_MS;
    while (!(await this.#isReady())) {
      if (Date.now() > until)
        throw new Error(`${this.#options.name} is not ready:\n${this.#output}`);
      await delay(LOOK_EVERY_MS);
    }
  }

  /** Lets it end as a person does, or kills it, and does not start it again. */
  async rest(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    this.#isResting = true;
    this.#child?.kill(signal);
    await this.#lives;
  }

  /** Kills it now; it is started again. */
  kill(): void {
    this.#child?.kill("SIGKILL");
  }

  /** Stops it in the middle of whatever it does, as a machine that stands still; `goOn` lets it continue. */
  standStill(): void {
    this.#child?.kill("SIGSTOP");
  }

  goOn(): void {
    this.#child?.kill("SIGCONT");
  }

  async #live(): Promise<void> {
    while (!this.#isResting) {
      const plan = this.#options.planLife();
      const child = this.#spawn(plan);
      const ended = once(child, "close");
      const executioner = new AbortController();
      void this.#killLater(child, plan, executioner.signal);
      living.add(child);
      await ended;
      living.delete(child);
      executioner.abort();
      this.#judgeEnd(child);
      // Not at once again where it ended by itself: because of what may not have changed yet.
      if (child.signalCode === null && !this.#isResting) await delay(AGAIN_AFTER_MS);
    }
  }

  #spawn({ environment }: LifePlan): ChildProcess {
    const { main, environment: shared } = this.#options;
    const child = spawn(process.execPath, ["--import", WITHOUT_NAMES, main], {
      env: { ...process.env, ...shared, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    this.#output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT);
      });
    }
    return child;
  }

  async #killLater(child: ChildProcess, plan: LifePlan, signal: AbortSignal): Promise<void> {
    if (plan.killAfterMs === null) return;
    while (!signal.aborted && !(await this.#isReady())) await delay(LOOK_EVERY_MS);
    await delay(plan.killAfterMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) child.kill("SIGKILL");
  }

  #judgeEnd(child: ChildProcess): void {
    const { name, excuse, onKilled, onDeviation } = this.#options;
    if (child.signalCode === "SIGKILL") {
      const [, where] = /fail-point (\w+): kill/.exec(this.#output) ?? [];
      onKilled(where ?? "at random");
    } else if (!this.#isResting) {
      if (excuse?.test(this.#output) === true) return;
      onDeviation(
        `${name} ended by itself with ${child.exitCode ?? child.signalCode}:\n${this.#output}`,
      );
    } else if (child.exitCode !== 0 && child.signalCode !== "SIGTERM") {
      // By the signal itself it ends where it had not begun to listen for it.
      onDeviation(`${name} was asked to end and ended with ${child.exitCode}:\n${this.#output}`);
    }
  }

  #isReady(): Promise<boolean> {
    return fetch(this.#options.readyUrl, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    );
  }
}
