import { expect, test } from "vitest";
import { shownInput } from "./shown-input.ts";

test("a typed password or signing secret is never shown, however deep, and the rest is", () => {
  const shown = shownInput({
    params: { id: "bat_1" },
    body: {
      email: "a@b.co",
      password: "hunter22",
      webhook: { url: "https://a", secret: "shh-shh-shh" },
    },
  });
  expect(shown).toEqual({
    params: { id: "bat_1" },
    body: {
      email: "a@b.co",
      password: "<password>",
      webhook: { url: "https://a", secret: "<secret>" },
    },
  });
});

test("an empty field is shown as it is", () => {
  expect(shownInput({ body: { password: "" } })).toEqual({ body: { password: "" } });
});

test("a file stays a file", () => {
  const body = new Blob(["{}"]);
  expect(shownInput({ body }).body).toBe(body);
});
