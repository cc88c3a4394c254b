/** The parts of one container that hold files or connections. */
export class OpenParts {
  readonly #closers: (() => unknown)[] = [];

  /** Makes an activation for the container: remembers, once a part is open, how the part is closed. */
  closedBy<Part>(close: (part: Part) => unknown): (context: unknown, part: Part) => Part {
    return (_context, part) => {
      this.#closers.push(() => close(part));
      return part;
    };
  }

  /** Closes every part, the last one first, each once. Throws the first failure, after all parts were tried. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.splice(0).toReversed()) {
      try {
        await close();
      } catch (thrown) {
        failures.push(thrown);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
