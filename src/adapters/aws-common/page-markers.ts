/** A listing that answered with a page marker again, or left it out. */
class RepeatedPage extends Error {
  constructor() {
    super("a listing would go on for ever");
    this.name = "RepeatedPage";
  }
}

/**
 * The markers by which a listing is followed. One that comes again would be followed for ever, and what stands in for
 * AWS may answer so.
 */
export class PageMarkers {
  readonly #seen = new Set<string>();

  /** Throws {@link RepeatedPage} when the marker is not there or was answered before. */
  follow(...marker: ReadonlyArray<string | undefined>): void {
    const text = JSON.stringify(marker);
    if (this.#seen.has(text) || marker.every((part) => part === undefined)) throw new RepeatedPage();
    this.#seen.add(text);
  }
}
