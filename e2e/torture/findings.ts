/** Collects what does not hold of one thing, each sentence with the thing's name. */
export class Findings {
  readonly deviations: string[] = [];
  readonly #subject: string;

  constructor(subject: string) {
    this.#subject = subject;
  }

  check(holds: boolean, sentence: string): void {
    if (!holds) this.deviations.push(`${this.#subject} ${sentence}`);
  }
}
