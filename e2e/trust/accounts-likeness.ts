import type { Endpoint } from "#contract/endpoint.ts";
import { contract } from "#contract/index.ts";
import type { SeededRandom } from "../torture/seeded-random.ts";
import type { Visitor, VisitorAnswer } from "./accounts-visitor.ts";
import type { TrustRow } from "./part.ts";
import { Tally } from "./tally.ts";

/** A median may be so many times the other, on a machine that does other work; a hash left out makes it fifty times. */
const LIKE_WITHIN_FACTOR = 2;
/** Medians this near are alike whatever their ratio: a request takes a few milliseconds by itself. */
const LIKE_WITHIN_MS = 15;

/** What takes no hash is asked so many times as often: its time is nearer to the noise. */
const QUICK_TIMES = 6;

const { accounts } = contract;
const password = "a stranger's password";

const REQUESTS: readonly { name: string; endpoint: Endpoint; body: object; isQuick: boolean }[] = [
  { name: "sign-in", endpoint: accounts.signIn, body: { password }, isQuick: false },
  {
    name: "registration",
    endpoint: accounts.register,
    body: { agent_name: "Eve", password },
    isQuick: false,
  },
  { name: "password reset", endpoint: accounts.requestPasswordReset, body: {}, isQuick: true },
  { name: "resend", endpoint: accounts.resendVerification, body: {}, isQuick: true },
];

/** The value below which so large a share of them lies. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

function areNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= LIKE_WITHIN_MS || Math.max(a, b) <= LIKE_WITHIN_FACTOR * Math.min(a, b);
}

/** By their medians or their lower quartiles: what other work on the machine adds falls on either now and then, never less. */
function areAlike(a: readonly number[], b: readonly number[]): boolean {
  return [0.5, 0.25].some((share) => areNear(quantile(a, share), quantile(b, share)));
}

/** All that there is to see of an answer, without what is another one's by nature. */
function seen({ status, body, headers }: VisitorAnswer, email: string): string {
  const text = JSON.stringify(body)
    .replaceAll(email, "«email»")
    .replaceAll(/req_\w{20}/g, "«request»")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "«time»");
  return JSON.stringify([status, text, [...headers.keys()].toSorted()]);
}

interface Kinds {
  /** Has an account. */
  known: string;
  /** Has registered, and not verified. */
  waiting: string;
}

/** Known, waiting and unknown addresses: the same answers, in like time, in an order that the seed draws. */
export async function compareAddresses(
  visitor: Visitor,
  kinds: Kinds,
  random: SeededRandom,
  rounds: number,
): Promise<TrustRow[]> {
  const answers = new Tally("answers about known, waiting and unknown addresses are the same");
  const times = new Tally("and take the same time, by their medians");
  for (const { name, endpoint, body, isQuick } of REQUESTS) {
    const taken = { known: [], waiting: [], unknown: [] } as Record<string, number[]>;
    let first: string | undefined;
    for (let round = 0; round < rounds * (isQuick ? QUICK_TIMES : 1); round += 1) {
      const addresses = { ...kinds, unknown: visitor.email("unknown") };
      const order = Object.entries(addresses);
      while (order.length > 0) {
        const [[kind = "", email = ""] = []] = order.splice(random.between(0, order.length - 1), 1);
        const answer = await visitor.ask(endpoint, { ...body, email });
        const came = seen(answer, email);
        first ??= came;
        answers.survived(
          came === first ? null : `${name} of a ${kind} address: ${came}, not ${first}.`,
        );
        taken[kind]?.push(answer.ms);
      }
    }
    const unknown = taken["unknown"] ?? [];
    for (const kind of ["known", "waiting"]) {
      const here = taken[kind] ?? [];
      const [mine, theirs] = [here, unknown].map((values) => quantile(values, 0.5).toFixed(1));
      times.survived(
        areAlike(here, unknown)
          ? null
          : `${name}: ${mine} ms for ${kind} addresses, ${theirs} ms for unknown ones.`,
      );
    }
  }
  return [answers.row(), times.row()];
}
