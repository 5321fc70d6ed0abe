import { CreateBatchBody } from "#contract/batches.ts";
import { newId } from "#contract/primitives.ts";
import { expect, test } from "vitest";
import { batchBody, emptyBatchForm, shownBody } from "./batch-form.ts";

const origin = {
  quote_id: newId("quote"),
  input_file_id: newId("file"),
  parent_batch_id: undefined,
};

test("an untouched form sends the quote and the file alone", () => {
  const body = batchBody(emptyBatchForm, origin, undefined);
  expect(body).toEqual({ quote_id: origin.quote_id, input_file_id: origin.input_file_id });
  expect(CreateBatchBody.safeParse(body).success).toBe(true);
});

test("name, description and pairs go as metadata; pairs without a key or a value do not", () => {
  const pairs = [
    { key: " team ", value: " search " },
    { key: "", value: "lost" },
    { key: "empty", value: "" },
  ];
  const body = batchBody({ ...emptyBatchForm, name: "First pass", pairs }, origin, undefined);
  expect(body.metadata).toEqual({ name: "First pass", team: "search" });
});

test("the local inbox is sent by its address, and not at all while there is none", () => {
  const form = {
    ...emptyBatchForm,
    webhook: { kind: "inbox" as const, url: "ignored", secret: "ignored" },
  };
  expect(batchBody(form, origin, "http://127.0.0.1:1/inbox").webhook).toEqual({
    url: "http://127.0.0.1:1/inbox",
  });
  expect(batchBody(form, origin, undefined).webhook).toBeUndefined();
});

test("a signing secret is sent and never shown", () => {
  const webhook = { kind: "url" as const, url: "https://example.com/hook", secret: "top-secret-1" };
  const body = batchBody({ ...emptyBatchForm, webhook }, origin, undefined);
  expect(body.webhook?.secret).toBe("top-secret-1");
  expect(JSON.stringify(shownBody(body))).not.toContain("top-secret-1");
});
