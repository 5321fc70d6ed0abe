import { createClient, type ClientOptions, type Exchange, type Transport } from "./client.ts";

/** What a gateway says of its health. */
export const health = {
  status: "ok",
  version: "1",
  instance_id: "i",
  mode: "local",
  now: "2026-01-01T00:00:00.000Z",
  started_at: "2026-01-01T00:00:00.000Z",
};

/** An answer with a JSON body. */
export function json(body: unknown, init: ResponseInit = {}): Response {
  return new Response(JSON.stringify(body), init);
}

/** A client whose transport gives these answers in turn, and what it sent and told. */
export function scriptedWith(
  options: Partial<ClientOptions>,
  ...answers: readonly (Response | Error)[]
) {
  const left = [...answers];
  const sent: { url: string; init: Parameters<Transport>[1] }[] = [];
  const told: Exchange[] = [];
  const client = createClient({
    baseUrl: "http://gateway",
    credential: () => "ob_live_secret",
    onExchange: (exchange) => told.push(exchange),
    transport: async (url, init) => {
      sent.push({ url, init });
      const answer = left.shift();
      if (answer === undefined) throw new Error("No answer is left");
      if (answer instanceof Error) throw answer;
      return answer;
    },
    ...options,
  });
  return { client, sent, told };
}

/** The same with nothing set otherwise. */
export function scripted(...answers: readonly (Response | Error)[]) {
  return scriptedWith({}, ...answers);
}

/** What a call throws; its answer in an object where it throws nothing. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (answer) => ({ answer }),
    (thrown: unknown) => thrown,
  );
}

/** An empty page of a list. */
export const emptyPage = { data: [], next_cursor: null };
