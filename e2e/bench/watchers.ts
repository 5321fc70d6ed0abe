import { setMaxListeners } from "node:events";
import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { TestAccount } from "../test-account.ts";
import { submitFile, untilBatchEnded, uploadBigInput } from "./bench-batch.ts";
import { withBenchGateway } from "./bench-gateway.ts";
import type { BenchPart } from "./part.ts";

const INPUT = { lines: 40_000, lineBytes: 690 };
const WATCHERS = 1_000;
/** As the console looks at a batch that moves. */
const POLL_MS = 1_000;
const JITTER = 0.15;
const WITHIN_MS = 5 * 60_000;
/** Runs of each kind, in turns, of which the medians are compared. */
const ROUNDS = 3;

/** A thousand pages that look at one batch, as the console does. */
class Watchers {
  polls = 0;
  readonly #stop = new AbortController();
  readonly #agent = new Agent({ keepAlive: true });
  readonly #all: Promise<unknown>;

  constructor(url: string, account: TestAccount, id: string) {
    setMaxListeners(WATCHERS, this.#stop.signal);
    const each = Array.from({ length: WATCHERS }, (_, at) =>
      this.#watch(`${url}/v1/batches/${id}`, account, at / WATCHERS),
    );
    this.#all = Promise.all(each);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#all;
    this.#agent.destroy();
  }

  /** Looks as often as the console's page does, and holds what it has by its tag. `share` spreads the first looks. */
  async #watch(url: string, { api_key }: TestAccount, share: number): Promise<void> {
    const { signal } = this.#stop;
    let etag = "";
    let waitMs = share * POLL_MS;
    for (;;) {
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      etag = await this.#look(url, {
        authorization: `Bearer ${api_key}`,
        ...(etag === "" ? {} : { "if-none-match": etag }),
      });
      this.polls += 1;
      waitMs = POLL_MS * (1 + JITTER * Math.random());
    }
  }

  /** The tag of what is there now. */
  #look(url: string, headers: Record<string, string>): Promise<string> {
    return new Promise((resolve, reject) => {
      const sent = request(url, { agent: this.#agent, headers }, (answer) => {
        const { statusCode = 0 } = answer;
        answer.resume().on("end", () => {
          if (statusCode === 200 || statusCode === 304) resolve(answer.headers.etag ?? "");
          else reject(new Error(`A watcher was answered ${statusCode}.`));
        });
      });
      sent.on("error", reject).end();
    });
  }
}

async function runMs(url: string, account: TestAccount, isWatched: boolean) {
  const file = await uploadBigInput(url, account, INPUT);
  const startedAt = performance.now();
  const { id } = await submitFile(account, file);
  const watchers = isWatched ? new Watchers(url, account, id) : undefined;
  await untilBatchEnded(account, id, WITHIN_MS);
  const ms = performance.now() - startedAt;
  await watchers?.stop();
  return { ms, pollsPerSecond: (watchers?.polls ?? 0) / (ms / 1_000) };
}

function medianOf(values: readonly number[]): number {
  return (
    values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
  );
}

/** The same batch alone, and with a thousand pages that look at it. */
export const watchersPart: BenchPart = {
  name: "watchers",
  description: `${INPUT.lines.toLocaleString("en-US")} items alone, and watched by ${WATCHERS.toLocaleString("en-US")} pages`,
  run: (report) =>
    withBenchGateway(async ({ account, gateway: { url } }) => {
      await runMs(url, account, false);
      const alone: number[] = [];
      const watched: Awaited<ReturnType<typeof runMs>>[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        alone.push((await runMs(url, account, false)).ms);
        watched.push(await runMs(url, account, true));
      }
      const polls = medianOf(watched.map(({ pollsPerSecond }) => pollsPerSecond));
      report.figure("polls of the watchers", polls, "polls/s");
      report.ratio(
        "time of the run, watched",
        medianOf(watched.map(({ ms }) => ms)) / medianOf(alone),
        "the same alone; the goal is 1.05",
      );
    }),
};
