/** A listing repeated a page marker, or left the marker out. */
class RepeatedPage extends Error {
  constructor() {
    super("a listing would go on for ever");
    this.name = "RepeatedPage";
  }
}

/**
 * Finds out when the page markers of a listing go in a circle, as emulators of AWS may answer. Without this check the
 * listing would never end. One marker is remembered, however long the listing is: the marker of the page whose number is
 * the last power of two. Every circle reaches a remembered marker in the end (Brent's algorithm).
 */
export class PageMarkers {
  #remembered: string | undefined;
  #pages = 0;
  #renewAt = 1;

  /** Takes the marker of the next page. Throws when the marker is missing or markers repeat. */
  follow(...marker: ReadonlyArray<string | undefined>): void {
    const text = JSON.stringify(marker);
    if (text === this.#remembered || marker.every((part) => part === undefined)) throw new RepeatedPage();
    this.#pages += 1;
    if (this.#pages < this.#renewAt) return;
    this.#remembered = text;
    this.#renewAt *= 2;
  }
}
