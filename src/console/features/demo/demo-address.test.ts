import { expect, test } from "vitest";
import { readShow, showSearch, USUAL_SHOW } from "./demo-address.ts";

const read = (search: string) => readShow(new URLSearchParams(search));

test("a show is read from its address as it was written into it", () => {
  const show = { scenario: "slow", seed: 42, pace: 0.5 } as const;
  const address = new URLSearchParams(showSearch(show)).toString();
  expect(read(`${address}&autoplay`)).toEqual({ show, isAutoplay: true, problems: [] });
});

test("what the address leaves out is as usual", () => {
  expect(read("")).toEqual({ show: USUAL_SHOW, isAutoplay: false, problems: [] });
  expect(read("autoplay=false").isAutoplay).toBe(false);
});

test.each([
  "scenario=sunny",
  "seed=-1",
  "seed=1.5",
  "seed=",
  "seed=2147483648",
  "pace=0",
  "pace=x",
])("%s is named as what cannot be, and taken as usual", (search) => {
  const { show, problems } = read(search);
  expect(show).toEqual(USUAL_SHOW);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`“${search.split("=")[1]}”`);
});
