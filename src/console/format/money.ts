import { formatCount } from "./counts.ts";

/** What the API calls Money: dollars as a decimal string, exact to a micro-dollar. */
export type MoneyAmount = { amount: string };

const MICROS_PER_DOLLAR = 1_000_000n;
const HUNDRED_DOLLARS = 100n * MICROS_PER_DOLLAR;
const ONE_CENT = MICROS_PER_DOLLAR / 100n;
const amountPattern = /^(-?)(\d+)(?:\.(\d{1,6}))?$/;

/**
 * `"2.413700"` → `$2.4137`. Two decimals from $100 on, up to four from one cent on, all six below, never fewer than
 * two; `exact` keeps all six wherever they say something. Text that is no amount is given back as it came.
 */
export function formatMoney(money: MoneyAmount | string, { exact = false } = {}): string {
  const amount = typeof money === "string" ? money : money.amount;
  const micros = parseMicros(amount);
  return micros === undefined ? amount : formatMicros(micros, { exact });
}

/** As `formatMoney`, from integer micro-dollars: `38104n` → `$0.0381`. */
export function formatMicros(micros: bigint, { exact = false } = {}): string {
  const size = micros < 0n ? -micros : micros;
  const decimals = exact ? 6 : decimalsFor(size);
  const step = 10n ** BigInt(6 - decimals);
  const rounded = ((size + step / 2n) / step) * step;
  const dollars = formatCount(rounded / MICROS_PER_DOLLAR);
  const fraction = (rounded % MICROS_PER_DOLLAR).toString().padStart(6, "0");
  const kept = fraction.replace(/0{1,4}$/, "");
  return `${micros < 0n && rounded > 0n ? "−" : ""}$${dollars}.${kept}`;
}

/** The integer micro-dollars of a wire amount, or undefined when the text is no amount. */
export function parseMicros(amount: string): bigint | undefined {
  const match = amountPattern.exec(amount);
  if (match === null) return undefined;
  const [, sign, dollars = "0", fraction = ""] = match;
  const micros = BigInt(dollars) * MICROS_PER_DOLLAR + BigInt(fraction.padEnd(6, "0"));
  return sign === "-" ? -micros : micros;
}

function decimalsFor(size: bigint): number {
  if (size >= HUNDRED_DOLLARS) return 2;
  return size >= ONE_CENT ? 4 : 6;
}
