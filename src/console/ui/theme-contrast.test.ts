// @ts-expect-error the console's types know no Node, where its tests run all the same
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

// Read as a file: the test runner hands out style sheets as empty modules.
const styles: string = readFileSync(new URL("../styles.css", import.meta.url), "utf8");

type Theme = "light" | "dark";

const pairs = new Map(
  [...styles.matchAll(/--color-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map(
    ([, name = "", light = "", dark = ""]) => [name, { light, dark }] as const,
  ),
);

function color(name: string, theme: Theme): string {
  const pair = pairs.get(name);
  if (pair === undefined) throw new Error(`styles.css has no colour pair named ${name}`);
  return pair[theme];
}

/** Relative luminance of `#rrggbb` as WCAG 2 defines it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(foreground: string, background: string, theme: Theme): number {
  const [bright = 0, dim = 0] = [color(foreground, theme), color(background, theme)]
    .map(luminance)
    .toSorted((left, right) => right - left);
  return (bright + 0.05) / (dim + 0.05);
}

const grounds = ["paper", "raised", "sunken", "wash"];
const states = ["done", "running", "failed", "attention", "waiting"];

const words: [string, string][] = [
  ...["ink", "secondary", "muted"].flatMap((ink) =>
    [...grounds, ...states.map((state) => `${state}-soft`)].map((ground): [string, string] => [
      ink,
      ground,
    ]),
  ),
  ...states.flatMap((state) =>
    [...grounds, `${state}-soft`].map((ground): [string, string] => [`${state}-text`, ground]),
  ),
  ["invert", "ink"],
  ["invert", "ink-hover"],
  ["on-fill", "failed-fill"],
];

const shapes: [string, string][] = [
  ...states.flatMap((state) =>
    ["paper", "raised", "sunken", `${state}-soft`].map((ground): [string, string] => [
      `${state}-fill`,
      ground,
    ]),
  ),
  ...states.map((state): [string, string] => ["on-fill", `${state}-fill`]),
  ...["paper", "raised", "sunken", "wash"].flatMap((ground): [string, string][] => [
    ["edge-strong", ground],
    ["focus", ground],
  ]),
];

describe.each<Theme>(["light", "dark"])("the %s theme", (theme) => {
  test.each(words)("reads %s on %s at 4.5 : 1 or better", (foreground, background) => {
    expect(contrast(foreground, background, theme)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(shapes)("shows %s on %s at 3 : 1 or better", (foreground, background) => {
    expect(contrast(foreground, background, theme)).toBeGreaterThanOrEqual(3);
  });
});
