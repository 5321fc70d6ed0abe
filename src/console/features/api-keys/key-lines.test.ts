import { expect, test } from "vitest";
import { envLines, exportLines, variablesOf } from "./key-lines.ts";

const key = (label: string, api_key = "ob_live_1") => ({ label, api_key });

test("one key goes by the name that every snippet reads", () => {
  expect(envLines([key("prod agent")])).toBe("BATCHROUTER_API_KEY=ob_live_1\n");
  expect(exportLines([key("prod agent")])).toBe("export BATCHROUTER_API_KEY=ob_live_1\n");
});

test("several keys go by their labels, and no two by one name", () => {
  const labels = ["prod-agent key", "Prod agent key", "…"];
  expect(variablesOf(labels.map((label) => key(label)))).toEqual([
    "BATCHROUTER_API_KEY_PROD_AGENT_KEY",
    "BATCHROUTER_API_KEY_PROD_AGENT_KEY_2",
    "BATCHROUTER_API_KEY",
  ]);
});
