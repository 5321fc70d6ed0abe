import { withBenchGateway } from "./bench-gateway.ts";
import type { BigInput } from "./big-input.ts";
import { uploadInputFile, withInputFile } from "./input-file.ts";
import type { BenchPart } from "./part.ts";
import { passMs } from "./validator.ts";

/** A gigabyte, as far as lines of 690 bytes come near it: a file has up to a million. */
const INPUT: BigInput = { lines: 1_000_000, lineBytes: 1_000 };
const MEBIBYTE = 1024 ** 2;

/** A gigabyte into the gateway, beside what its validator alone takes over the same bytes. */
export const uploadPart: BenchPart = {
  name: "upload",
  description: "one file of a gigabyte: validated, hashed, stored, beside the validator alone",
  run: (report) =>
    withInputFile(INPUT, (path) =>
      withBenchGateway(async ({ account, gateway: { url } }) => {
        const startedAt = performance.now();
        const { bytes } = await uploadInputFile(url, account, path);
        const uploadMs = performance.now() - startedAt;
        const validatorMs = await passMs("validated", INPUT);
        report.figure("upload", bytes / MEBIBYTE / (uploadMs / 1_000), "MiB/s");
        report.ratio(
          "time of the upload",
          uploadMs / validatorMs,
          "the validator alone; the goal is 1.25",
        );
      }),
    ),
};
