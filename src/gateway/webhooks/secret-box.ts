import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/** The name of the key's file in the data folder. */
export const KEY_FILE = "secret-box.key";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = "v1.";

/** Encrypts short texts that must be read again, so that a copy of the database alone gives none of them away. */
export interface SecretBox {
  /** AES-256-GCM under a fresh nonce: the same text never seals to the same result. */
  seal(text: string): string;
  /** Opens what `seal` closed; throws when the key is another, or the sealed text was changed. */
  open(sealed: string): string;
}

/** A box with a key of 32 bytes. */
export function createSecretBox(key: Uint8Array): SecretBox {
  if (key.length !== KEY_BYTES)
    throw new RangeError(`The key of the secret box must have ${KEY_BYTES} bytes.`);
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return VERSION + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
    },
    open(sealed) {
      if (!sealed.startsWith(VERSION)) throw new Error("This text was not sealed by this box.");
      const bytes = Buffer.from(sealed.slice(VERSION.length), "base64");
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(tag);
      return (
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, "utf8") +
        decipher.final("utf8")
      );
    },
  };
}

/** The 32 bytes of a key as it is written in a setting, in hexadecimal or base64; undefined when it is no such text. */
export function readSecretKey(text: string): Uint8Array | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return undefined;
  return Buffer.from(text, "base64");
}

/**
 * The key kept in a data folder, readable by its owner alone; made when there is none. Of processes that make it at once
 * all get the same one. Losing the file loses every webhook secret that was sealed with it.
 */
export async function loadOrCreateKey(folder: string): Promise<Uint8Array> {
  const path = join(folder, KEY_FILE);
  const known = await readKey(path);
  if (known !== undefined) return known;
  await mkdir(folder, { recursive: true });
  // Written whole under another name first: a crash leaves no half a key, and a link never replaces one.
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(randomBytes(KEY_BYTES));
    await file.sync();
    await link(draft, path).catch((error: unknown) => {
      if (!isCode(error, "EEXIST")) throw error;
    });
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
  const key = await readKey(path);
  if (key === undefined) throw new Error(`The key file ${path} vanished while it was being made.`);
  return key;
}

/** The key kept in a data folder; undefined when there is none. Throws when it is damaged. */
export function findKey(folder: string): Promise<Uint8Array | undefined> {
  return readKey(join(folder, KEY_FILE));
}

async function readKey(path: string): Promise<Uint8Array | undefined> {
  try {
    const key = await readFile(path);
    if (key.length !== KEY_BYTES) {
      throw new Error(
        `The key file ${path} is damaged: it has ${key.length} bytes instead of ${KEY_BYTES}.`,
      );
    }
    return key;
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
