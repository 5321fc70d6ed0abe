import type { RandomBytes } from "#contract/random-bytes.ts";

const CHARACTERS = "0123456789abcdefghijklmnopqrstuv";
const LENGTH = 24;

/** A name for an upstream batch that no other has: `br` and 120 random bits. */
export function newReference(random: RandomBytes): string {
  let text = "br";
  for (const byte of random("upstream", LENGTH)) text += CHARACTERS.charAt(byte & 31);
  return text;
}

/**
 * What an item is called at a provider: short, whatever the customer calls it, and like no other there. `place` counts from 0 within the
 * unit.
 */
export function lineId(reference: string, place: number): string {
  return `${reference}_${place.toString(36)}`;
}

/** The place that an id stands for; undefined for one that was not made for this upstream batch. */
export function placeOf(reference: string, id: string): number | undefined {
  const place = Number.parseInt(id.slice(reference.length + 1), 36);
  return lineId(reference, place) === id ? place : undefined;
}
