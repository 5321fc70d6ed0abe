import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { API_KEY_PATTERN } from "#contract/api-keys.ts";
import { describe, expect, test } from "vitest";
import { ASVS_LEVELS } from "./asvs-ids.ts";
import { ROOT } from "./repository-files.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** Every file that a text names in code marks, from the top of the repository. */
function pathsIn(text: string): string[] {
  return [...text.matchAll(/`([\w./-]+\.(?:tsx?|md))`/g)].map(([, path = ""]) =>
    /^(src|e2e|\.github)\//.test(path) ? path : `src/gateway/${path}`,
  );
}

interface Row {
  ids: string[];
  levels: string[];
  requirement: string;
  answer: string;
  shown: string;
}

function rows(): Row[] {
  return read(".github/asvs.md")
    .split("\n")
    .filter((line) => line.startsWith("| V"))
    .map((line) => {
      const [ids = "", levels = "", requirement = "", answer = "", shown = ""] = line
        .slice(2, -2)
        .split(" | ");
      return { ids: ids.split(", "), levels: levels.split(", "), requirement, answer, shown };
    });
}

describe("the table of ASVS", () => {
  test("answers every requirement of levels 1 and 2 once, in order, and with its level", () => {
    expect(ASVS_LEVELS.size).toBe(253);
    expect(rows().flatMap(({ ids }) => ids)).toEqual([...ASVS_LEVELS.keys()]);
    for (const { ids, levels } of rows()) {
      const real = new Set(ids.map((id) => String(ASVS_LEVELS.get(id))));
      expect([ids, levels]).toEqual([ids, [...real].toSorted()]);
    }
  });

  test("says met, not met or n/a; what is met names what shows it, all else says why", () => {
    for (const { ids, requirement, answer, shown } of rows()) {
      expect([ids, ["met", "**not met**", "n/a"].includes(answer)]).toEqual([ids, true]);
      expect([ids, requirement.length > 2, shown.length > 3]).toEqual([ids, true, true]);
      const evidence = pathsIn(shown).filter((path) => /\.test\.tsx?$|^e2e\//.test(path));
      expect([ids, answer !== "met" || evidence.length > 0]).toEqual([ids, true]);
    }
  });

  test("counts its answers right", () => {
    const count = (answer: string): number =>
      rows()
        .filter((row) => row.answer === answer)
        .flatMap(({ ids }) => ids).length;
    expect(read(".github/asvs.md")).toContain(
      `${count("met")} met, ${count("**not met**")} not met, ${count("n/a")} that do not apply`,
    );
  });
});

test.each([".github/asvs.md", ".github/SECURITY.md"])(
  "every file that %s names is there",
  (paper) => {
    const missing = pathsIn(read(paper)).filter((path) => !existsSync(join(ROOT, path)));
    expect(pathsIn(read(paper)).length).toBeGreaterThan(10);
    expect(missing).toEqual([]);
  },
);

test("the security page gives scanners the pattern of our keys, and no address to write to", () => {
  const page = read(".github/SECURITY.md");
  expect(page).toContain(`\`${API_KEY_PATTERN.source}\``);
  expect(page).toContain("private vulnerability report");
  expect(page).not.toMatch(/[\w.]+@[\w.]+/);
});
