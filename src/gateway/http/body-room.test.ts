import { expect, test } from "vitest";
import { BodyRoom } from "./body-room.ts";

const LIMIT = 2_000_000;
const upload = (headers: Record<string, string>) =>
  new Request("http://gateway.test/", { method: "POST", body: "{}", headers });
const large = upload({ "content-length": "600000" });

test("large bodies are refused when those in hand leave no room, and taken when one has been answered", () => {
  const room = new BodyRoom(1_000_000);
  const { leave } = room.enter(large, LIMIT);
  expect(() => room.enter(large, LIMIT)).toThrow(/as many large bodies in hand/);
  leave();
  leave();
  room.enter(large, LIMIT);
  expect(() => room.enter(large, LIMIT)).toThrow();
});

test("one that does not say how long it is counts for what has come of it, and one has room always", () => {
  const room = new BodyRoom(1_000_000);
  const unsaid = room.enter(upload({}), LIMIT);
  const { leave } = room.enter(large, LIMIT);
  unsaid.hold(300_000);
  unsaid.hold(400_000);
  expect(() => unsaid.hold(400_001)).toThrow(/as many large bodies in hand/);
  leave();
  unsaid.hold(1_500_000);
  expect(() => room.enter(large, LIMIT)).toThrow();
  unsaid.leave();
  room.enter(large, LIMIT);
});

test("small bodies and none are never refused", () => {
  const room = new BodyRoom(1);
  room.enter(large, LIMIT);
  room.enter(upload({ "content-length": "1000" }), LIMIT);
  room.enter(new Request("http://gateway.test/"), LIMIT);
});
