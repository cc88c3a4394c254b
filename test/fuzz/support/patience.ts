/** More calls than any answer can need: who makes them would go on for ever. */
const ENOUGH = 2_000;

class TooManyCalls extends Error {}

/** Counts calls, so that what loops fails: it would loop in turns that no timer gets between. */
export class Patience {
  #calls = 0;

  /** Throws when it is too much. */
  spend(): void {
    this.#calls += 1;
    if (this.isLost) throw new TooManyCalls();
  }

  get isLost(): boolean {
    return this.#calls > ENOUGH;
  }
}
