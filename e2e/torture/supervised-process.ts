import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

const WITHOUT_NAMES = new URL("../without-names.mjs", import.meta.url).href;
const KEPT_OUTPUT = 4_000;
const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 40;

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
  /** Told when it ended by itself, which it never should. */
  onDeviation: (deviation: string) => void;
}

/** A gateway process that is started again whenever it dies, as a supervisor does, until it is told to rest. */
export class SupervisedProcess {
  readonly #options: SupervisedOptions;
  #child: ChildProcess | undefined;
  #output = "";
  #isResting = false;
  #lives: Promise<void> | undefined;

  constructor(options: SupervisedOptions) {
    this.#options = options;
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
      await ended;
      executioner.abort();
      this.#judgeEnd(child);
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
    const { name, onKilled, onDeviation } = this.#options;
    if (child.signalCode === "SIGKILL") {
      const [, where] = /fail-point (\w+): kill/.exec(this.#output) ?? [];
      onKilled(where ?? "at random");
    } else if (!this.#isResting) {
      onDeviation(
        `${name} ended by itself with ${child.exitCode ?? child.signalCode}:\n${this.#output}`,
      );
      // Not at once again: it may have ended because of what has not changed yet.
      this.#isResting = true;
    } else if (child.exitCode !== 0) {
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
