import { createHash, randomInt } from "node:crypto";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SECRET_CHARACTERS = 43;

/** 256 random bits that can be copied by a double click. */
export function randomSecret(prefix = ""): string {
  let text = prefix;
  for (let at = 0; at < SECRET_CHARACTERS; at += 1) text += BASE62.charAt(randomInt(BASE62.length));
  return text;
}

/** What is stored of a random secret; a slow hash would add nothing to 190 bits and more. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
