import { expect, test } from "vitest";
import { compareArtifacts } from "./compared-rows.ts";

const ids = (place: number, id: string) => ({
  id: `bat_x-${place}`,
  custom_id: id,
  customer_item_id: id,
});
const answered = (place: number, id: string, message: object) => ({
  ...ids(place, id),
  response: {
    status_code: 200,
    request_id: `req-${Math.random()}`,
    body: { choices: [{ message, finish_reason: "stop" }] },
  },
  error: null,
});
const says = (place: number, id: string, content: string) => answered(place, id, { content });
const failed = (place: number, id: string) => ({
  ...ids(place, id),
  response: null,
  error: { code: "provider_429", message: "busy" },
});
const file = (...rows: object[]) => new Blob(rows.map((row) => `${JSON.stringify(row)}\n`));

test("items are joined by id over both artifacts, and each says what became of it", async () => {
  const { rows } = await compareArtifacts(
    [
      file(says(0, "same", "18"), says(1, "changed", "18"), says(2, "broken", "18")),
      file(failed(3, "fixed"), failed(4, "never"), failed(5, "gone")),
    ],
    [
      file(says(1, "fixed", "7"), says(3, "same", "18"), says(4, "changed", "19")),
      file(failed(0, "broken"), failed(2, "never"), failed(5, "new")),
    ],
  );
  expect(rows.map(({ custom_id, verdict }) => [custom_id, verdict])).toEqual([
    ["broken", "broken"],
    ["fixed", "fixed"],
    ["never", "failed"],
    ["same", "same"],
    ["changed", "changed"],
    ["new", "only_later"],
    ["gone", "only_earlier"],
  ]);
});

test("each side says where its line lies and how it begins", async () => {
  const later = file(says(0, "ä", "x\ny"), says(1, "b", "second"));
  const {
    rows: [, second],
  } = await compareArtifacts([], [later]);
  expect(second).toMatchObject({ earlier: null, later: { file: 0, excerpt: "second" } });
  const { offset = 0, sizeBytes = 0 } = second?.later ?? {};
  const line = await later.slice(offset, offset + sizeBytes).text();
  expect(JSON.parse(line)).toMatchObject({ custom_id: "b" });
});

test("tool calls that differ in their ids alone are the same answer", async () => {
  const call = (id: string) => ({
    content: null,
    tool_calls: [{ id, type: "function", function: { name: "add", arguments: "{}" } }],
  });
  const {
    rows: [row],
  } = await compareArtifacts(
    [file(answered(0, "a", call("call_1")))],
    [file(answered(0, "a", call("call_2")))],
  );
  expect(row?.verdict).toBe("same");
});

test("a line that cannot be read is counted, and what stands after it is compared", async () => {
  const damaged = new Blob([
    `${JSON.stringify(says(0, "a", "18"))}\n{"id": "bat_x-1", "custo\n{"id": 7}\n`,
    `${JSON.stringify(says(3, "d", "18"))}\n`,
  ]);
  const { rows, unreadable } = await compareArtifacts(
    [damaged],
    [file(says(0, "a", "18"), says(1, "b", "18"), says(3, "d", "19"))],
  );
  expect(unreadable).toEqual({ earlier: 2, later: 0 });
  expect(rows.map(({ custom_id, verdict }) => [custom_id, verdict])).toEqual([
    ["a", "same"],
    ["b", "only_later"],
    ["d", "changed"],
  ]);
});
