/** A listing that answered with a page marker again, or left it out. */
class RepeatedPage extends Error {
  constructor() {
    super("a listing would go on for ever");
    this.name = "RepeatedPage";
  }
}

/**
 * The markers by which a listing is followed. One that comes again would be followed for ever, and what stands in for
 * AWS may answer so. Only one marker is remembered, however long the listing is: that of the page that is the last of
 * a power of two, which lies on any circle in time (Brent's algorithm).
 */
export class PageMarkers {
  #remembered: string | undefined;
  #pages = 0;
  #renewAt = 1;

  /** Throws when the marker is not there, or when markers have begun to come again. */
  follow(...marker: ReadonlyArray<string | undefined>): void {
    const text = JSON.stringify(marker);
    if (text === this.#remembered || marker.every((part) => part === undefined)) throw new RepeatedPage();
    this.#pages += 1;
    if (this.#pages < this.#renewAt) return;
    this.#remembered = text;
    this.#renewAt *= 2;
  }
}
