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

const { accounts } = contract;
const password = "a stranger's password";

const REQUESTS: readonly { name: string; endpoint: Endpoint; body: object }[] = [
  { name: "sign-in", endpoint: accounts.signIn, body: { password } },
  { name: "registration", endpoint: accounts.register, body: { agent_name: "Eve", password } },
  { name: "password reset", endpoint: accounts.requestPasswordReset, body: {} },
  { name: "resend", endpoint: accounts.resendVerification, body: {} },
];

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
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
  for (const { name, endpoint, body } of REQUESTS) {
    const taken = { known: [], waiting: [], unknown: [] } as Record<string, number[]>;
    let first: string | undefined;
    for (let round = 0; round < rounds; round += 1) {
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
    const unknown = median(taken["unknown"] ?? []);
    for (const kind of ["known", "waiting"]) {
      const here = median(taken[kind] ?? []);
      const isLike =
        Math.abs(here - unknown) <= LIKE_WITHIN_MS ||
        Math.max(here, unknown) <= LIKE_WITHIN_FACTOR * Math.min(here, unknown);
      times.survived(
        isLike
          ? null
          : `${name}: ${here.toFixed(1)} ms for ${kind} addresses, ${unknown.toFixed(1)} ms for unknown ones.`,
      );
    }
  }
  return [answers.row(), times.row()];
}
