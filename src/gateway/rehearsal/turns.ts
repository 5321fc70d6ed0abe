/** How long, in real milliseconds, a request waits for its turn: who is called by a webhook may call back before he answers. */
const PATIENCE_MS = 5_000;

interface Turn {
  begin: () => void;
  ended: Promise<void>;
}

/** The requests that want to change something, one after the other in the order in which they came. */
export class Turns {
  readonly #waiting: Turn[] = [];
  readonly #onWanted: () => void;
  #isOver = false;

  /** `onWanted` is called for every turn that is asked for. */
  constructor(onWanted: () => void) {
    this.#onWanted = onWanted;
  }

  /** Resolves when it is the caller's turn, or his patience is at an end, to the function that ends the turn. */
  async take(): Promise<() => void> {
    if (this.#isOver) return () => undefined;
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    await new Promise<void>((resolve) => {
      const giveUp = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        resolve();
      }, PATIENCE_MS);
      const begin = (): void => {
        clearTimeout(giveUp);
        resolve();
      };
      const turn = { begin, ended };
      this.#waiting.push(turn);
      this.#onWanted();
    });
    return end;
  }

  /** Gives the next request its turn and waits for its end; false when none waits. */
  async giveNext(): Promise<boolean> {
    const turn = this.#waiting.shift();
    if (turn === undefined) return false;
    turn.begin();
    await turn.ended;
    return true;
  }

  /** Lets everybody go who waits or comes yet. */
  close(): void {
    this.#isOver = true;
    for (const { begin } of this.#waiting.splice(0)) begin();
  }
}
