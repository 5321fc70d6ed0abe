import { createClient } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { allEndpoints, type NamedEndpoint } from "#contract/whole-api.ts";
import { GatewayProcess } from "../gateway-process.ts";
import { newAccount } from "../test-account.ts";
import { SeededRandom } from "../torture/seeded-random.ts";
import { heldRow } from "./attempts.ts";
import { type FuzzRequest, RequestGenerator } from "./generate-requests.ts";
import { KnownTexts } from "./generate-values.ts";
import { judgeAnswer, type ReadAnswer } from "./judge-answer.ts";
import type { TrustOptions, TrustPart, TrustRow } from "./part.ts";
import { WORK_FIELDS } from "./work-items.ts";

const REQUESTS = { short: 1_500, full: 20_000 };
const AT_A_TIME = 8;
const ANSWERED_WITHIN_MS = 60_000;
/** Hashing a password takes some hundred times as long as anything else. */
const HASHES = new Set(["accounts.register", "accounts.signIn", "accounts.confirmPasswordReset"]);
const HASHING_SHARE = 0.15;

const NO_LIMITS = {
  BATCHROUTER_RATE_LIMIT: "0",
  BATCHROUTER_ADDRESS_RATE_LIMIT: "0",
  BATCHROUTER_SIGN_IN_RATE_LIMIT: "0",
  LOG_LEVEL: "error",
};

/** Requests to every endpoint, from the contract's own schemas: none is answered off the contract, none by a failure of ours. */
export const fuzzContract: TrustPart = async (options) => {
  const gateway = await GatewayProcess.start(NO_LIMITS);
  try {
    return await fuzz(gateway, options);
  } finally {
    await gateway.dispose();
  }
};

async function fuzz(
  gateway: GatewayProcess,
  { seed, isShort }: TrustOptions,
): Promise<readonly TrustRow[]> {
  const { generator, known } = await openGenerator(gateway.url, seed);
  const random = new SeededRandom(seed, "endpoints");
  const tally = new Map<string, TrustRow & { lost: string[] }>();
  let left = isShort ? REQUESTS.short : REQUESTS.full;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const request = generator.next(nextEndpoint(random));
      const row = rowOf(tally, request.endpoint);
      row.tried += 1;
      const answer = await send(gateway.url, request);
      const verdict =
        typeof answer === "string"
          ? ({ kind: "lost", why: answer } as const)
          : judgeAnswer(request.endpoint.endpoint, answer, codesOf(request));
      if (verdict.kind === "lost") row.lost.push(`${told(request)} → ${verdict.why}`);
      else row[verdict.kind] += 1;
      if (verdict.kind === "survived") known.learn(verdict.value);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return [...tally.values(), healthAfterwards(gateway, await isAlive(gateway.url))];
}

async function openGenerator(url: string, seed: number) {
  const [own, other] = [await newAccount(url), await newAccount(url)];
  const reading = await own.client.call(contract.apiKeys.create, {
    body: { label: "reads", permissions: ["read"] },
  });
  const { data: keys } = await own.client.call(contract.apiKeys.list, {});
  const random = new SeededRandom(seed, "requests");
  const known = new KnownTexts(new Set(keys.map(({ api_key_id }) => api_key_id)), ["lane_atlas"]);
  const callers = {
    session: own.session_token,
    api_key: own.api_key,
    reading_key: reading.api_key,
    stranger: other.api_key,
  };
  return {
    known,
    generator: new RequestGenerator({ random, known, fields: WORK_FIELDS }, callers),
  };
}

function nextEndpoint(random: SeededRandom): NamedEndpoint {
  const named = random.pick(allEndpoints);
  return HASHES.has(named.name) && !random.chance(HASHING_SHARE) ? nextEndpoint(random) : named;
}

function rowOf(tally: Map<string, TrustRow & { lost: string[] }>, { group }: NamedEndpoint) {
  const what = `generated requests to ${group}`;
  const row = tally.get(group) ?? { what, tried: 0, refused: 0, survived: 0, lost: [] };
  tally.set(group, row);
  return row;
}

/** What may be said of a request beside what its endpoint declares; undefined where that is all. */
function codesOf({ method, endpoint }: FuzzRequest) {
  return method === endpoint.endpoint.method ? undefined : (["not_found"] as const);
}

async function send(
  url: string,
  { method, path, headers, body }: FuzzRequest,
): Promise<ReadAnswer | string> {
  try {
    const response = await fetch(url + path, {
      method,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
      ...(body !== undefined && { body }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    return `no answer: ${error instanceof Error ? `${error.message} ${String(error.cause ?? "")}` : String(error)}`;
  }
}

/** Enough of a request to send it again. */
function told({ method, path, headers, body, oddities, endpoint }: FuzzRequest): string {
  const text =
    body instanceof Blob ? `a form of ${body.size} bytes` : Buffer.from(body ?? []).toString();
  const { authorization: _, ...shown } = headers;
  return `${endpoint.name} ${method} ${path.slice(0, 300)} ${JSON.stringify(shown).slice(0, 200)} ${text.slice(0, 500)} (${oddities.join(", ") || "as declared"})`;
}

async function isAlive(url: string): Promise<boolean> {
  const health = await createClient({ baseUrl: url })
    .call(contract.catalog.health, {})
    .catch(() => null);
  return health !== null;
}

/** A gateway that answers, and has logged no failure of its own: background work counts as well. */
function healthAfterwards(gateway: GatewayProcess, answers: boolean): TrustRow {
  const failures = gateway.output.split("\n").filter((line) => line.includes('"level":50'));
  return heldRow("the gateway afterwards", 1, [
    ...(answers ? [] : ["The gateway does not answer any more."]),
    ...failures.map((line) => `logged: ${line.slice(0, 500)}`),
  ]);
}
