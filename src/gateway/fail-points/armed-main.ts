/** The gateway with fail-points, for tests alone: the entry of `vite build --mode torture` in the place of `main.ts`. */
import process from "node:process";
import { FailPlan, parseFailPlan } from "./fail-plan.ts";
import { armFailPoints } from "./fail-point.ts";

const { BATCHROUTER_FAILPOINT = "", BATCHROUTER_FAILPOINT_SEED = "0" } = process.env;
armFailPoints(
  new FailPlan(parseFailPlan(BATCHROUTER_FAILPOINT), Number(BATCHROUTER_FAILPOINT_SEED)),
);
// A gateway that finds it has no fail-points and refuses it.
delete process.env["BATCHROUTER_FAILPOINT"];

await import("../main.ts");
