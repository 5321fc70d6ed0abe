/** What became of a folder's mutants. */
export interface MutationScore {
  folder: string;
  /** Of all that could be made, those outside a sample too. */
  mutants: number;
  killed: number;
  timeout: number;
  survived: number;
  noCoverage: number;
}

/** Counts outcomes by the names that Stryker has for them; what nobody asked for, or could not be run, is in none of the counts. */
export function scoreOf(folder: string, outcomes: readonly { status: string }[]): MutationScore {
  const count = (status: string): number =>
    outcomes.filter((outcome) => outcome.status === status).length;
  return {
    folder,
    mutants: outcomes.length - count("Ignored"),
    killed: count("Killed"),
    timeout: count("Timeout"),
    survived: count("Survived"),
    noCoverage: count("NoCoverage"),
  };
}

/** How many of the mutants were put to the tests. */
function testedOf({ killed, timeout, survived, noCoverage }: MutationScore): number {
  return killed + timeout + survived + noCoverage;
}

/** The part of those put to the tests that a test has noticed, in percent; nothing tested is nothing noticed. */
export function percentKilled(score: MutationScore): number {
  const tested = testedOf(score);
  return tested === 0 ? 0 : (100 * (score.killed + score.timeout)) / tested;
}

/** The table of a run; a folder of which only a sample was taken says so. */
export function scoreTable(scores: readonly MutationScore[]): string[] {
  const line = (cells: readonly string[]): string =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(10) : cell.padStart(12))).join("");
  const head = line(["folder", "mutants", "killed", "timeout", "survived", "no coverage", "%"]);
  const rows = scores.map((score) => {
    const { folder, mutants, killed, timeout, survived, noCoverage } = score;
    const tested = testedOf(score);
    const figures = [tested, killed, timeout, survived, noCoverage].map(String);
    const row = line([folder, ...figures, percentKilled(score).toFixed(1)]);
    const grouped = mutants.toLocaleString("en");
    return tested < mutants ? `${row}   a sample of ${tested} of ${grouped}` : row;
  });
  return [head, ...rows];
}
