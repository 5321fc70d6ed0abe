import { Agent, request } from "node:http";

/** As many as a busy page of watchers keeps open; more of them only queue up. */
const CONNECTIONS = 16;

/** One GET, the same again and again. */
export interface RepeatedGet {
  url: string;
  headers: Readonly<Record<string, string>>;
  /** What each answer must have, so that a refusal is not taken for a fast answer. */
  status: number;
}

/** Answers a second of one GET over kept connections, measured for so long after a quarter of it to warm up. */
export async function requestRate(get: RepeatedGet, measuredMs: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  try {
    await repeat(get, agent, measuredMs / 4);
    const startedAt = performance.now();
    const answers = await repeat(get, agent, measuredMs);
    return answers / ((performance.now() - startedAt) / 1_000);
  } finally {
    agent.destroy();
  }
}

async function repeat(get: RepeatedGet, agent: Agent, forMs: number): Promise<number> {
  const until = performance.now() + forMs;
  let answers = 0;
  const one = async (): Promise<void> => {
    while (performance.now() < until) {
      await answered(get, agent);
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  return answers;
}

/** The plain client of Node: `fetch` takes several times as long for each request as the server does. */
function answered({ url, headers, status }: RepeatedGet, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers }, (answer) => {
      answer.on("error", reject).on("end", () => {
        if (answer.statusCode === status) resolve();
        else reject(new Error(`${url} was answered ${answer.statusCode}, not ${status}.`));
      });
      answer.resume();
    });
    sent.on("error", reject).end();
  });
}
