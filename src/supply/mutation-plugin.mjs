// A plugin of Stryker, whose processes load it by themselves and know JavaScript alone.
import { createHash } from "node:crypto";

/**
 * The ids of those that are in the sample: the same ones for the same seed and the same code.
 * @param {readonly { id: string }[]} mutants
 * @param {{ size: number, seed: number }} sample
 * @returns {Set<string>}
 */
export function sampledIds(mutants, { size, seed }) {
  const rank = (id) => createHash("sha256").update(`${seed}:${id}`).digest("hex");
  const ranked = mutants.map(({ id }) => ({ id, rank: rank(id) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return new Set(ranked.slice(0, size).map(({ id }) => id));
}

/** Stryker asks a checker which mutants can be run at all, and shows it all of them at once first, to have them grouped. */
function sampleChecker({ sample }) {
  let taken = new Set();
  const verdict = (id) =>
    taken.has(id) ? { status: "passed" } : { status: "compileError", reason: "not in the sample" };
  return {
    async init() {},
    async group(mutants) {
      taken = sampledIds(mutants, sample);
      return [mutants.map(({ id }) => id)];
    },
    async check(mutants) {
      return Object.fromEntries(mutants.map(({ id }) => [id, verdict(id)]));
    },
  };
}
sampleChecker.inject = ["options"];

/** The build takes fail-points out, so that nothing in them is the product's; a change there says nothing about its tests. */
const failPointIgnorer = {
  shouldIgnore(path) {
    const isFailPoint =
      path.isCallExpression() && path.get("callee").isIdentifier({ name: "failPoint" });
    return isFailPoint ? "a fail-point" : undefined;
  },
};

/** What Stryker looks for in a plugin; https://stryker-mutator.io/docs/stryker-js/guides/create-a-plugin/ */
export const strykerPlugins = [
  { kind: "Checker", name: "sample", factory: sampleChecker },
  { kind: "Ignore", name: "fail-points", value: failPointIgnorer },
];
