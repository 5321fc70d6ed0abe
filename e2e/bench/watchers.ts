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

/** What a look found: the tag of what is there, or for how long the gateway wants to be left alone. */
type Look = { etag: string } | { againMs: number };

/** A thousand pages that look at one batch, as the console does. */
class Watchers {
  polls = 0;
  /** Looks that the gateway had no room for, and asked to be made later. */
  refused = 0;
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
      const look = await this.#look(url, {
        authorization: `Bearer ${api_key}`,
        ...(etag === "" ? {} : { "if-none-match": etag }),
      });
      if ("etag" in look) {
        etag = look.etag;
        this.polls += 1;
        waitMs = POLL_MS * (1 + JITTER * Math.random());
      } else {
        this.refused += 1;
        waitMs = look.againMs;
      }
    }
  }

  #look(url: string, headers: Record<string, string>): Promise<Look> {
    return new Promise((resolve, reject) => {
      const sent = request(url, { agent: this.#agent, headers }, (answer) => {
        const { statusCode = 0 } = answer;
        answer.resume().on("end", () => {
          const again = Number(answer.headers["retry-after"]);
          if (statusCode === 200 || statusCode === 304)
            resolve({ etag: answer.headers.etag ?? "" });
          else if (statusCode === 503 && again > 0) resolve({ againMs: again * 1_000 });
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
  const { polls = 0, refused = 0 } = watchers ?? {};
  return { ms, pollsPerSecond: polls / (ms / 1_000), refused };
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
      const refused = watched.reduce((sum, run) => sum + run.refused, 0);
      report.figure("looks that had to be made later, in all runs", refused, "looks");
      report.ratio(
        "time of the run, watched",
        medianOf(watched.map(({ ms }) => ms)) / medianOf(alone),
        "the same alone; the goal is 1.05",
      );
    }),
};
