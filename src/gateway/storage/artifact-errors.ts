/** There is no artifact under the key. */
export class ArtifactMissing extends Error {
  override readonly name = "ArtifactMissing";
  readonly key: string;

  constructor(key: string) {
    super(`There is no artifact ${key}.`);
    this.key = key;
  }
}

/** The key is not one that artifacts may have. */
export class ArtifactKeyInvalid extends Error {
  override readonly name = "ArtifactKeyInvalid";

  constructor(key: string) {
    super(`${JSON.stringify(key.slice(0, 200))} cannot be the key of an artifact.`);
  }
}

/**
 * The storage does not answer, or does not do its work as it stands. Nothing is lost: what was asked for can be asked for
 * again later. The message holds no credential.
 */
export class StorageUnavailable extends Error {
  override readonly name: string = "StorageUnavailable";
}
