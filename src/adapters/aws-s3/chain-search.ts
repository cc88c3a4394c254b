import type { VersionBound } from "../../domain/history/find-state.ts";
import { compareVersions, type VersionSummary } from "../../domain/model/fact.ts";
import type { Chain } from "./chain.ts";
import type { Written } from "./listing.ts";

/** The version of an object, and the object's chain. */
export interface Told {
  readonly summary: VersionSummary;
  readonly chain?: Chain;
}

/** The listed entries of one object, newest first, and a way to read each entry. */
export interface ToldObjects {
  readonly written: ReadonlyArray<Written>;
  /** Reads an entry, at most once. */
  readonly tell: (index: number) => Promise<Told>;
  /** Whether an entry was read. */
  readonly isRead: (index: number) => boolean;
}

/** The boundary to look for, between versions below a bound and all others. */
export interface Cut {
  readonly bound: VersionBound;
  readonly isBelow: (version: VersionBound) => boolean;
}

/** The entries of a chain next to a boundary: `above` is the oldest entry above the boundary. */
export interface Boundary {
  /** The oldest entry of the chain; the next chain begins there. */
  readonly start: number;
  readonly above?: number;
  readonly below?: number;
}

/** Whether an object lies at its place in a chain, `places` above the start. The start itself belongs to an older chain. */
const isInPlace = (told: Told, { start }: Chain, places: number): boolean =>
  places === 0 || (told.chain?.start === start && told.chain.length === places);

/** A chain in a listing, and the range in which a boundary can still lie. */
class ChainRange {
  readonly start: number;
  above: number;
  below: number;
  readonly #chain: Chain;
  readonly #objects: ToldObjects;
  readonly #cut: Cut;

  constructor(objects: ToldObjects, top: number, chain: Chain, cut: Cut) {
    this.start = top + chain.length;
    this.above = top;
    this.below = this.start + 1;
    this.#chain = chain;
    this.#objects = objects;
    this.#cut = cut;
  }

  /** Looks at an object, and answers whether the object lies at its place. */
  async narrow(index: number): Promise<boolean> {
    const told = await this.#objects.tell(index);
    if (this.#cut.isBelow(told.summary)) this.below = Math.min(this.below, index);
    else this.above = Math.max(this.above, index);
    return isInPlace(told, this.#chain, this.start - index);
  }

  /** Narrows by the entries that were read before. */
  async narrowByKnown(): Promise<boolean> {
    for (let index = this.above + 1; index <= this.start; index += 1) {
      if (this.#objects.isRead(index) && !(await this.narrow(index))) return false;
    }
    return true;
  }

  /** Where to look first: beside the bound, where its entry was read; else where LastModified suggests. */
  async hints(): Promise<number[]> {
    const { above, below, start } = this;
    const { written } = this.#objects;
    const isLikely = ({ writtenAt }: Written): boolean => this.#cut.isBelow({ modifiedAt: writtenAt });
    const older = written.slice(above + 1, start).findIndex(isLikely);
    const likely = older < 0 ? start : above + 1 + older;
    return [
      ...((await this.#isBound(above)) ? [above + 1] : []),
      ...((await this.#isBound(below)) ? [below - 1] : []),
      ...[likely, likely - 1],
    ];
  }

  async #isBound(index: number): Promise<boolean> {
    return index <= this.start && compareVersions((await this.#objects.tell(index)).summary, this.#cut.bound) === 0;
  }
}

/**
 * Looks for a boundary in the chain of the object at `top`, by bisection. Most versions are written right after they were
 * made, so the search begins where LastModified suggests the boundary.
 *
 * Answers `undefined` where the listing does not show the whole chain: every object has to be read then.
 */
export const findBoundary = async (objects: ToldObjects, top: number, cut: Cut): Promise<Boundary | undefined> => {
  const { summary, chain } = await objects.tell(top);
  const oldest = objects.written[top + (chain?.length ?? 0)];
  if (chain === undefined || oldest?._tag !== "Object" || oldest.versionId !== chain.start) return undefined;
  const range = new ChainRange(objects, top, chain, cut);
  const { start } = range;
  if (cut.isBelow(summary)) return { start, below: top };
  if (!(await range.narrowByKnown())) return undefined;
  const hints = await range.hints();
  while (range.below - range.above > 1) {
    const hint = hints.shift() ?? top;
    const isWithin = range.above < hint && hint < range.below;
    if (!(await range.narrow(isWithin ? hint : Math.floor((range.above + range.below) / 2)))) return undefined;
  }
  // Objects in another order than that of time are no chain.
  if (range.above >= range.below) return undefined;
  return { start, above: range.above, ...(range.below <= start ? { below: range.below } : {}) };
};
