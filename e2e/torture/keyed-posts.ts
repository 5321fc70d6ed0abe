import { setTimeout as delay } from "node:timers/promises";

const AGAIN_AFTER_MS = 50;
const ANSWER_WITHIN_MS = 60_000;

/** What a post came to. */
export interface PostAnswer {
  status: number;
  text: string;
  isReplayed: boolean;
  /** How often the connection broke, or the gateway said "not now", before there was an answer. */
  repeats: number;
}

export interface Post {
  path: string;
  /** Its Idempotency-Key. */
  key: string;
  body: string;
  credential: string;
}

/** Posts until there is an answer, as a careful program does: the same request with the same key. */
export async function postUntilAnswered(url: string, post: Post): Promise<PostAnswer> {
  const until = Date.now() + ANSWER_WITHIN_MS;
  for (let repeats = 0; ; repeats += 1) {
    const answer = await postOnce(url, post).catch(() => undefined);
    if (answer !== undefined && answer.status < 500) return { ...answer, repeats };
    if (Date.now() > until)
      return { ...(answer ?? { status: 0, text: "no answer", isReplayed: false }), repeats };
    await delay(AGAIN_AFTER_MS);
  }
}

async function postOnce(url: string, { path, key, body, credential }: Post) {
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${credential}`,
      "idempotency-key": key,
    },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  return {
    status: response.status,
    text: await response.text(),
    isReplayed: response.headers.get("idempotent-replayed") === "true",
  };
}

/** Runs work for each place, so many at a time; the results in the order of the places. */
export async function inLanes<Result>(
  count: number,
  lanes: number,
  work: (at: number) => Promise<Result>,
): Promise<Result[]> {
  const results = Array.from<Result>({ length: count });
  let next = 0;
  const run = async (): Promise<void> => {
    for (let at = next++; at < count; at = next++) results[at] = await work(at);
  };
  await Promise.all(Array.from({ length: lanes }, run));
  return results;
}
