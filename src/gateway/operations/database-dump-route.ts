import { hkdfSync, timingSafeEqual } from "node:crypto";
import { problem } from "#gateway/http/problem.ts";
import type { RawRoute } from "#gateway/http/routes.ts";

/** Where a running gateway on the embedded database gives a dump of it to `backup`. */
export const DUMP_PATH = "/operations/database-dump";

/**
 * What `backup` shows: made of the key in the data folder, so only who may read that folder, and with it the database's own
 * files, may have the dump.
 */
export function dumpToken(secretKey: Uint8Array): string {
  return Buffer.from(hkdfSync("sha256", secretKey, "", "batchrouter database dump", 32)).toString(
    "hex",
  );
}

/** Gives the whole database as a tar, as it is at one moment; one at a time, since it is made in memory. */
export function databaseDumpRoute(
  secretKey: Uint8Array,
  dump: () => Promise<Uint8Array>,
): RawRoute {
  const expected = Buffer.from(`Bearer ${dumpToken(secretKey)}`);
  let isDumping = false;
  return {
    method: "GET",
    path: DUMP_PATH,
    async handle({ headers }) {
      const given = Buffer.from(headers.get("authorization") ?? "");
      // To anybody else there is nothing here.
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        throw problem("not_found");
      if (isDumping) throw problem("overloaded", "Another backup is being made.", {}, 10);
      isDumping = true;
      try {
        // Copied, because the types tell a shared buffer from one's own.
        return new Response(new Uint8Array(await dump()), {
          headers: { "content-type": "application/x-tar" },
        });
      } finally {
        isDumping = false;
      }
    },
  };
}
