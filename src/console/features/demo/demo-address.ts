import { RehearsalStart, SANDBOX_SCENARIOS } from "#contract/local.ts";
import type { Scenario } from "./scenarios.ts";

/** What a play or a rehearsal is of. */
export interface Show {
  scenario: Scenario;
  seed: number;
  /** Seconds of the gateway's time in one real second, while lanes work. */
  pace: number;
}

export const USUAL_SHOW: Show = { scenario: "partial-failure", seed: 7, pace: 20 };

/** What an address asks for, and what of it cannot be. */
export interface AskedShow {
  show: Show;
  isAutoplay: boolean;
  /** A sentence for each value that is none. */
  problems: string[];
}

const { seed: Seed, pace: Pace } = RehearsalStart.shape;

/** Reads `?scenario=&seed=&pace=&autoplay`; what is missing is as usual, what is invalid is named and taken as usual. */
export function readShow(search: URLSearchParams): AskedShow {
  const show = { ...USUAL_SHOW };
  const problems: string[] = [];
  const scenario = search.get("scenario");
  if (scenario !== null) {
    const known = SANDBOX_SCENARIOS.find((one) => one === scenario);
    if (known === undefined) {
      problems.push(
        `There is no scenario “${scenario}”. There are ${SANDBOX_SCENARIOS.join(", ")}.`,
      );
    } else show.scenario = known;
  }
  const seed = search.get("seed");
  if (seed !== null) {
    const figure = figureOf(seed, (value) => Seed.safeParse(value).success);
    if (figure === undefined) {
      problems.push(`A seed is a whole number from 0 to 2147483647, not “${seed}”.`);
    } else show.seed = figure;
  }
  const pace = search.get("pace");
  if (pace !== null) {
    const figure = figureOf(pace, (value) => Pace.safeParse(value).success);
    if (figure === undefined) problems.push(`A pace is from 0.1 to 10000, not “${pace}”.`);
    else show.pace = figure;
  }
  const autoplay = search.get("autoplay");
  return { show, isAutoplay: autoplay !== null && autoplay !== "false", problems };
}

/** The address of a show, to be shared. */
export function showSearch({ scenario, seed, pace }: Show): Record<string, string> {
  return { scenario, seed: String(seed), pace: String(pace) };
}

function figureOf(text: string, isValid: (value: number) => boolean): number | undefined {
  const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN;
  return isValid(value) ? value : undefined;
}
