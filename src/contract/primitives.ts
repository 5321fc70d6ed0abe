import * as z from "zod/mini";
import { randomBytes, type RandomBytes } from "./random-bytes.ts";

/** Every prefix an id may carry; the rest of an id is 20 characters of Crockford base32, time first, so ids sort by age. */
export const ID_PREFIXES = {
  org: "org",
  user: "usr",
  apiKey: "key",
  quote: "qlock",
  file: "file",
  batch: "bat",
  run: "run",
  event: "evt",
  delivery: "whd",
  request: "req",
  mail: "mail",
  inbox: "inbox",
  receipt: "rcpt",
  ledgerEntry: "led",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_CHARACTERS = 9;
const RANDOM_CHARACTERS = 11;

function idSchema<K extends IdKind>(kind: K) {
  const pattern = new RegExp(`^${ID_PREFIXES[kind]}_[0-9a-hjkmnp-tv-z]{20}$`);
  return z
    .string()
    .check(z.regex(pattern, `Expected an id like ${ID_PREFIXES[kind]}_…`))
    .brand<K>();
}

export const OrgId = idSchema("org");
export const UserId = idSchema("user");
export const ApiKeyId = idSchema("apiKey");
export const QuoteId = idSchema("quote");
export const FileId = idSchema("file");
export const BatchId = idSchema("batch");
export const RunId = idSchema("run");
export const EventId = idSchema("event");
export const DeliveryId = idSchema("delivery");
export const MailId = idSchema("mail");
export const InboxId = idSchema("inbox");
export const ReceiptId = idSchema("receipt");
export const LedgerEntryId = idSchema("ledgerEntry");

export type OrgId = z.output<typeof OrgId>;
export type UserId = z.output<typeof UserId>;
export type ApiKeyId = z.output<typeof ApiKeyId>;
export type QuoteId = z.output<typeof QuoteId>;
export type FileId = z.output<typeof FileId>;
export type BatchId = z.output<typeof BatchId>;
export type RunId = z.output<typeof RunId>;
export type EventId = z.output<typeof EventId>;
export type DeliveryId = z.output<typeof DeliveryId>;
export type MailId = z.output<typeof MailId>;
export type InboxId = z.output<typeof InboxId>;
export type ReceiptId = z.output<typeof ReceiptId>;
export type LedgerEntryId = z.output<typeof LedgerEntryId>;

type Branded<K extends IdKind> = string & z.core.$brand<K>;

/** A fresh id: 45 bits of Unix milliseconds, then 55 random bits. Two made in the same millisecond are in no order. */
export function newId<K extends IdKind>(
  kind: K,
  nowMs: number = Date.now(),
  random: RandomBytes = randomBytes,
): Branded<K> {
  let time = "";
  let rest = nowMs;
  for (let at = 0; at < TIME_CHARACTERS; at += 1) {
    time = ALPHABET.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  let rolled = "";
  for (const byte of random(kind, RANDOM_CHARACTERS)) rolled += ALPHABET.charAt(byte & 31);
  // The brand is a promise about the shape that the line above has just made true.
  return `${ID_PREFIXES[kind]}_${time}${rolled}` as Branded<K>;
}

/** A moment: RFC 3339 in UTC, milliseconds, `Z`. There is no year 0. */
export const Timestamp = z.iso
  .datetime()
  .check(z.refine((text) => !text.startsWith("0000"), "Expected a year from 0001 on"));

/** Text that is kept as it came: without NUL and without half a surrogate pair, which no database column takes. */
export const Text = z
  .string()
  .check(
    z.refine((text) => !/[\0\p{Surrogate}]/u.test(text), "Text has no NUL and no half characters"),
  );

/** Below a trillion dollars: what 64 bits hold of micro-dollars is nine times that. */
const AMOUNT = /^(?:0|[1-9]\d{0,11})(?:\.\d{1,6})?$/;

/** An amount as it goes over the wire: a decimal string, exact to a micro-dollar, never a float. */
export const Money = z.strictObject({
  currency: z.literal("usd"),
  amount: z
    .string()
    .check(z.regex(AMOUNT, 'Expected a decimal string with at most 6 places, like "2.413700"')),
});
export type Money = z.output<typeof Money>;

/** An amount that may be below zero, as a ledger entry's is. */
export const SignedMoney = z.strictObject({
  currency: z.literal("usd"),
  amount: z.string().check(z.regex(/^-?\d{1,13}(?:\.\d{1,6})?$/)),
});
export type SignedMoney = z.output<typeof SignedMoney>;

const MICROS_PER_DOLLAR = 1_000_000n;

/** Integer micro-dollars → wire money with six places. */
export function toMoney(micros: bigint): Money {
  const magnitude = micros < 0n ? -micros : micros;
  const fraction = (magnitude % MICROS_PER_DOLLAR).toString().padStart(6, "0");
  const amount = `${micros < 0n ? "-" : ""}${magnitude / MICROS_PER_DOLLAR}.${fraction}`;
  return { currency: "usd", amount };
}

/** Wire money → integer micro-dollars; the amount must have passed `Money` or `SignedMoney`. */
export function toMicros(money: { amount: string }): bigint {
  const negative = money.amount.startsWith("-");
  const [whole = "0", fraction = ""] = money.amount.replace("-", "").split(".");
  const micros = BigInt(whole) * MICROS_PER_DOLLAR + BigInt(fraction.padEnd(6, "0"));
  return negative ? -micros : micros;
}

/** `?limit=&cursor=`: cursors are opaque and come from the page before. */
export const PageQuery = z.strictObject({
  limit: z._default(z.coerce.number<number>().check(z.int(), z.gte(1), z.lte(100)), 20),
  cursor: z.optional(z.string().check(z.maxLength(200))),
});

/** `PageQuery` with filters of its own beside it. */
export function pageQuery<Shape extends z.core.$ZodLooseShape>(filters: Shape) {
  return z.extend(PageQuery, filters);
}

/** A page of a list; `next_cursor` is null on the last one. */
export function pageOf<Item extends z.core.$ZodType>(item: Item) {
  return z.object({ data: z.array(item), next_cursor: z.nullable(z.string()) });
}

/** Up to 16 pairs of short strings that a client may hang on a thing of its own. */
export const Metadata = z
  .record(Text.check(z.minLength(1), z.maxLength(64)), Text.check(z.maxLength(512)))
  .check(z.refine((pairs) => Object.keys(pairs).length <= 16, "At most 16 pairs"));

export const Email = z
  .email("Expected an email address like agent@example.com")
  .check(z.maxLength(254));
