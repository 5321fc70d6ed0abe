import { Mutex } from "../database/mutex.ts";

interface Turns {
  mutex: Mutex;
  taken: number;
}

/** Lets those who name the same key pass one after the other, first come first served, and others side by side. */
export class KeyTurns {
  readonly #turns = new Map<string, Turns>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turns = this.#turns.get(key) ?? { mutex: new Mutex(), taken: 0 };
    this.#turns.set(key, turns);
    turns.taken += 1;
    try {
      return await turns.mutex.run(work);
    } finally {
      turns.taken -= 1;
      if (turns.taken === 0) this.#turns.delete(key);
    }
  }
}
