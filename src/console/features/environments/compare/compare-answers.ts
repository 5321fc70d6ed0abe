import { kindDifferences, missingPaths, shapeOf } from "./answer-shape.ts";
import type { ObservedAnswer } from "./observed-answer.ts";

/** What the two environments are called in the differences. */
export interface ComparedNames {
  one: string;
  other: string;
}

function ofEach(
  names: ComparedNames,
  one: readonly string[],
  other: readonly string[],
  words: (place: string, name: string) => string,
): string[] {
  return [
    ...one.map((place) => words(place, names.one)),
    ...other.map((place) => words(place, names.other)),
  ];
}

function answerWords({ status, code }: ObservedAnswer): string {
  if (status === null) return "no answer";
  return code === null ? String(status) : `${status} ${code}`;
}

/** Every difference of shape between two answers to the same call, in words; empty where they are alike. */
export function compareAnswers(
  one: ObservedAnswer,
  other: ObservedAnswer,
  names: ComparedNames,
): string[] {
  const offContract = [
    ...ofEach(
      names,
      one.offContract,
      other.offContract,
      (at, name) => `off the contract in ${name}: ${at}`,
    ),
    ...ofEach(
      names,
      one.beyondContract,
      other.beyondContract,
      (at, name) => `beyond the contract in ${name}: ${at}`,
    ),
  ];
  if (one.status !== other.status || one.code !== other.code) {
    const differ = `${names.one} answers ${answerWords(one)}, ${names.other} ${answerWords(other)}`;
    return [differ, ...offContract];
  }
  const headers = Object.entries(one.headers).flatMap(([name, value]) =>
    value === other.headers[name]
      ? []
      : [`header ${name}: ${value}, ${other.headers[name] ?? "absent"}`],
  );
  const [here, there] = [shapeOf(one.body), shapeOf(other.body)];
  // What leaves the contract is said above, with the reason.
  const said = [...one.beyondContract, ...other.beyondContract];
  const isNew = (place: string): boolean => !said.includes(place);
  return [
    ...offContract,
    ...headers,
    ...missingPaths(here, there)
      .filter(isNew)
      .map((at) => `only in ${names.one}: ${at}`),
    ...missingPaths(there, here)
      .filter(isNew)
      .map((at) => `only in ${names.other}: ${at}`),
    ...kindDifferences(here, there),
  ];
}
