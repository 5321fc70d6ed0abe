/** A number from 0 up to 1, for jitter; a seeded source gives each use, as its parts name it, the same one every time. */
export type Chance = (...use: readonly (string | number)[]) => number;

/** The machine's own, whatever it is for. */
export const systemChance: Chance = () => Math.random();
