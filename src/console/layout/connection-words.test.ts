import { ApiError } from "#contract/client.ts";
import { expect, test } from "vitest";
import { type ConnectionFacts, connectionWords } from "./connection-words.ts";

const well: ConnectionFacts = {
  environmentName: "Local",
  failed: [],
  offContract: [],
  slow: undefined,
  heldMs: undefined,
};
const read = (status: number | null, code = "x") => ({
  call: "GET /v1/batches",
  error: new ApiError("The newest answer is off the contract (data: Expected array).", {
    code,
    status,
  }),
});

test("nothing is said while all is well", () => {
  expect(connectionWords(well)).toBeUndefined();
});

test("a gateway that does not answer goes before one read that is answered 500", () => {
  const words = connectionWords({ ...well, failed: [read(500), read(null)] });
  expect(words).toMatchObject({ tone: "failed", matter: "Local does not answer." });
  expect(connectionWords({ ...well, failed: [read(500)] })?.matter).toBe(
    "Local answers 500 to GET /v1/batches.",
  );
});

test("a pause that was asked for is said with what is left of it, outside of what is read out", () => {
  const words = connectionWords({ ...well, failed: [read(429)], heldMs: 3_400 });
  expect(words?.detail).toMatch(/Nothing is asked for 4\ss\./);
  expect(words?.matter).toBe("Local asks for a pause (429).");
});

test("an answer off the contract is named, whether the one before is kept or it is shown itself", () => {
  const kept = connectionWords({ ...well, failed: [read(200, "off_contract")] });
  expect(kept?.matter).toContain("off the contract (data: Expected array)");
  const shown = connectionWords({ ...well, offContract: ["GET /v1/batches"] });
  expect(shown?.matter).toBe("The answer to GET /v1/batches is off the contract.");
});

test("a slow answer is said only where nothing worse is", () => {
  const slow = { call: "GET /v1/batches", waitedMs: 3_700 };
  expect(connectionWords({ ...well, slow })?.detail).toMatch(/has taken 3\ss so far/);
  expect(connectionWords({ ...well, slow, failed: [read(500)] })?.tone).toBe("failed");
});
