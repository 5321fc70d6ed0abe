/** Waits for a while that can be cut short; a ring before the wait is not lost. One waiter at a time. */
export class Alarm {
  #isRung = false;
  #endWait: () => void = () => undefined;

  ring(): void {
    this.#isRung = true;
    this.#endWait();
  }

  async wait(longestMs: number): Promise<void> {
    if (!this.#isRung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, longestMs);
        this.#endWait = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#endWait = () => undefined;
    this.#isRung = false;
  }
}
