import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contract } from "#contract/index.ts";
import { expect, test } from "vitest";
import { createLocalStorage } from "./storage/local-storage.ts";
import { gateStorage } from "./storage/test-gated-storage.ts";
import { createTestApp } from "./test-app.ts";

const { catalog, files } = contract;

const LINE = JSON.stringify({
  customer_item_id: "item-1",
  operation: "responses",
  model: "gpt-4o-mini",
  input: { messages: [{ role: "user", content: "Say yes." }] },
});

test("draining lets an upload that is under way end, refuses one that comes after it, and answers probes meanwhile", async () => {
  const folder = await mkdtemp(join(tmpdir(), "draining-"));
  const gate = gateStorage(await createLocalStorage(folder), "files/");
  const gateway = await createTestApp({ storage: gate.storage });
  const { session_token: as } = await gateway.registerAndVerify();
  const upload = () => gateway.request(files.upload, { body: new Blob([LINE]) }, { as });

  const uploading = upload();
  await gate.reached;
  let isDrained = false;
  const draining = gateway.app.drain(30_000).then(() => (isDrained = true));
  await expect(upload()).rejects.toMatchObject({ code: "overloaded", status: 503 });
  await expect(gateway.request(catalog.checkReady, {})).rejects.toMatchObject({ status: 503 });
  expect(await gateway.request(catalog.health, {})).toMatchObject({ status: "draining" });
  expect(isDrained).toBe(false);

  gate.open();
  expect(await uploading).toMatchObject({ line_count: 1 });
  await draining;
  await gateway.close();
  await rm(folder, { recursive: true, force: true });
});
