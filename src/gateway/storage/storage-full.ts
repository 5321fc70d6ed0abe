import { StorageUnavailable } from "./artifact-errors.ts";

/** There is no room for more bytes; what was being written is not kept, and nothing else is lost. */
export class StorageFull extends StorageUnavailable {
  override readonly name = "StorageFull";

  constructor(options?: ErrorOptions) {
    super("The storage is full.", options);
  }
}
