import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { withWrite } from "../with-write.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";

/** An input file itself; its index of ids has an ending. */
const INPUT_FILE = /^files\/[^/]+\/[^/.]+$/;

/** The same storage, with what is written counted. */
export function meterStorage(
  { storage: metrics }: Pick<GatewayMetrics, "storage">,
  storage: ArtifactStorage,
): ArtifactStorage {
  return withWrite(storage, async (key, source) => {
    const area = storageArea(key);
    try {
      const written = await storage.write(key, source);
      metrics.writtenBytes.inc({ area }, written.bytes);
      if (INPUT_FILE.test(key)) metrics.uploadedBytes.inc(written.bytes);
      return written;
    } catch (error) {
      metrics.failures.inc({ area });
      throw error;
    }
  });
}

/** The root that a key lies under: one of two, so that it can be a label. */
export function storageArea(key: string): "files" | "batches" {
  return key.startsWith("files/") ? "files" : "batches";
}
