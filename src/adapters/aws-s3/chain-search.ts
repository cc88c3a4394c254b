import type { VersionSummary } from "../../domain/model/backup-record.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { Chain } from "./chain.ts";
import type { Written } from "./listing.ts";

/** What an object tells of its record, and the chain that it belongs to. */
export interface Told {
  readonly summary: VersionSummary;
  readonly chain?: Chain;
}

/** What a chain says of an instant: where in the listing it starts, and its newest record at or before that. */
export interface ChainFinding {
  readonly start: number;
  readonly newest?: VersionSummary;
}

/** Whether an object is where the chain has it that starts `places` below it; the start itself belongs to an older one. */
const isInPlace = (told: Told, { start }: Chain, places: number): boolean =>
  places === 0 || (told.chain?.start === start && told.chain.length === places);

/**
 * Looks for the newest record at or before `instant` in the chain that the object at `top` ends, by bisection. Records
 * are mostly written right after they came true, so it begins where LastModified would have it end.
 *
 * Answers `undefined` where the listing does not show the chain as it was written: then each object has to be looked at.
 */
export const searchChain = async (
  written: ReadonlyArray<Written>,
  top: number,
  instant: Millis,
  tell: (index: number) => Promise<Told>,
): Promise<ChainFinding | undefined> => {
  const { summary, chain } = await tell(top);
  const start = top + (chain?.length ?? 0);
  const oldest = written[start];
  if (chain === undefined || oldest?._tag !== "Object" || oldest.versionId !== chain.start) return undefined;
  if (summary.at <= instant) return { start, newest: summary };
  const likely = written.findIndex(({ writtenAt }, index) => index > top && (writtenAt <= instant || index === start));
  const hints = [likely, likely - 1];
  let found: ChainFinding = { start };
  for (let [above, below] = [top, start + 1]; below - above > 1; ) {
    const hint = hints.shift() ?? top;
    const middle = above < hint && hint < below ? hint : Math.floor((above + below) / 2);
    const told = await tell(middle);
    if (!isInPlace(told, chain, start - middle)) return undefined;
    if (told.summary.at > instant) above = middle;
    else [below, found] = [middle, { start, newest: told.summary }];
  }
  return found;
};
