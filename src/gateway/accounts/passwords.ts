import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";
import { problem } from "../http/problem.ts";

/** scrypt's cost: memory is 128 · 2^logN · r bytes. */
export interface PasswordCost {
  logN: number;
  r: number;
  p: number;
}

/**
 * A line of OWASP's table, each of which takes an attacker as long: 32 MiB a hash, some 200 ms.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
 */
export const OWASP_COST: PasswordCost = { logN: 15, r: 8, p: 3 };

/** Hashes at one time, and those that may wait; more is refused with 503 rather than piled up in memory. */
const CONCURRENT = 2;
const MAX_WAITING = 100;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

export interface Passwords {
  /** A salted hash that carries its own cost. */
  hash(password: string): Promise<string>;
  /** Whether the password is the hashed one; undefined stands for no account and takes as long to be false. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
  /** Whether a hash was made at another cost than hashes are made at now, and should be made anew when the password is at hand. */
  isOutdated(hash: string): boolean;
}

export function createPasswords(cost: PasswordCost = OWASP_COST): Passwords {
  const runInTurn = createTurns(CONCURRENT, MAX_WAITING);
  const nobody = format(cost, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      return format(cost, salt, await runInTurn(() => derive(password, salt, cost)));
    },
    async verify(password, hash) {
      const stored = parse(hash ?? nobody);
      const derived = await runInTurn(() => derive(password, stored.salt, stored.cost));
      return timingSafeEqual(derived, stored.derived) && hash !== undefined;
    },
    isOutdated(hash) {
      const { logN, r, p } = parse(hash).cost;
      return logN !== cost.logN || r !== cost.r || p !== cost.p;
    },
  };
}

function derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  const { logN, r, p } = cost;
  // Node refuses what needs more than 32 MiB unless it is told the measure.
  const options: ScryptOptions = { N: 2 ** logN, r, p, maxmem: 256 * 2 ** logN * r };
  return new Promise((resolve, reject) => {
    // One password, two ways to type it: composed and decomposed characters are the same.
    scrypt(password.normalize("NFKC"), salt, HASH_BYTES, options, (error, derived) => {
      if (error) reject(error);
      else resolve(derived);
    });
  });
}

function format({ logN, r, p }: PasswordCost, salt: Buffer, derived: Buffer): string {
  return ["scrypt", logN, r, p, salt.toString("base64url"), derived.toString("base64url")].join(
    "$",
  );
}

function parse(hash: string): { cost: PasswordCost; salt: Buffer; derived: Buffer } {
  const [, logN, r, p, salt = "", derived = ""] = hash.split("$");
  return {
    cost: { logN: Number(logN), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, "base64url"),
    derived: Buffer.from(derived, "base64url"),
  };
}

function createTurns(concurrent: number, maxWaiting: number) {
  let running = 0;
  const waiting: (() => void)[] = [];

  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= concurrent) {
      if (waiting.length >= maxWaiting) throw problem("overloaded", undefined, {}, 2);
      // Whoever ends hands its turn on, so `running` does not change.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
