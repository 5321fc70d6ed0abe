import { toEpochMs } from "../../format/times.ts";
import { LiveRegion } from "../../ui/live-region.tsx";
import { useNow } from "../../ui/use-now.ts";
import { lockAnnouncement } from "./lock-words.ts";

/** Says unseen when a lock is about to run out, and when it has. */
export function LockAnnouncer({ expiresAt }: { expiresAt: string }) {
  return <LiveRegion message={lockAnnouncement(toEpochMs(expiresAt) - useNow(1000))} />;
}
