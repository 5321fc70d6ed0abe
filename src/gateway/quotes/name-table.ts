/** Entries in the order in which they first came, each once and known by its place. */
export class NameTable<Entry> {
  readonly entries: Entry[] = [];
  readonly #places = new Map<string, number>();

  /** The place of the entry with this key, which is made where there is none yet. */
  placeOf(key: string, make: () => Entry): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.entries.push(make()) - 1;
    this.#places.set(key, place);
    return place;
  }
}
