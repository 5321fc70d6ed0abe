/** Loaded into a gateway that is measured: writes what its own process says of its memory beside it, every 200 ms. */
import { renameSync, writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const EVERY_MS = 200;
const file = process.env.BENCH_MEMORY_FILE;

if (isMainThread && file !== undefined) {
  setInterval(() => {
    writeFileSync(`${file}.draft`, JSON.stringify(process.memoryUsage()));
    renameSync(`${file}.draft`, file);
  }, EVERY_MS).unref();
}
