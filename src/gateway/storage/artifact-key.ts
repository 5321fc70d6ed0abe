import { ArtifactKeyInvalid } from "./artifact-errors.ts";

/** No segment begins with a dot, so that none is `.`, `..` or one of the storage's own folders. */
const keyPattern = /^[\w-][\w.-]{0,199}(?:\/[\w-][\w.-]{0,199}){0,15}$/;

/** Throws `ArtifactKeyInvalid` unless the key is made of safe segments: at most 16, of at most 200 characters. */
export function assertArtifactKey(key: string): void {
  if (!keyPattern.test(key)) throw new ArtifactKeyInvalid(key);
}
