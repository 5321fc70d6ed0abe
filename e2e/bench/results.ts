import { submitFile, untilBatchEnded, uploadBigInput } from "./bench-batch.ts";
import { withBenchGateway } from "./bench-gateway.ts";
import type { BenchPart } from "./part.ts";
import { tellResultPages } from "./result-pages.ts";

const INPUT = { lines: 1_000_000, lineBytes: 200 };
const WITHIN_MS = 9 * 60_000;

/** Pages of the results of a million items. */
export const resultsPart: BenchPart = {
  name: "results",
  description: "pages of results and one item by its id, of a million rows",
  isLong: true,
  run: (report) =>
    withBenchGateway(async ({ account, gateway: { url } }) => {
      const submitted = await submitFile(account, await uploadBigInput(url, account, INPUT));
      await tellResultPages(
        report,
        account,
        await untilBatchEnded(account, submitted.id, WITHIN_MS),
      );
    }),
};
