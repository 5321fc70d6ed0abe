import { hash } from "node:crypto";
import { randomBase62, type RandomBytes } from "#contract/random-bytes.ts";

const SECRET_CHARACTERS = 43;

/** 256 random bits that can be copied by a double click. */
export function randomSecret(purpose: string, random: RandomBytes): string {
  return randomBase62(SECRET_CHARACTERS, purpose, random);
}

/** What is stored of a random secret; a slow hash would add nothing to 190 bits and more. */
export function hashSecret(secret: string): string {
  return hash("sha256", secret, "base64url");
}
