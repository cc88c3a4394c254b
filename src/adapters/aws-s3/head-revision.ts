import type { Chain } from "./chain.ts";

/** What a write onto the newest state needs to know of it. */
export interface HeadState {
  /** Of the current object; missing where that is a delete marker. */
  readonly etag?: string | undefined;
  /** The chain of what is written onto it, if it can go on. */
  readonly chain?: Chain | undefined;
}

const MARKER = "delete-marker";

/** Neither ETags (RFC 9110) nor the ids in a chain have spaces in them. */
const REVISION = /^(\S+)(?: (\d+) (\S+))?$/;

/** The revision of a head. */
export const toRevision = ({ etag = MARKER, chain }: HeadState): string =>
  chain === undefined ? etag : `${etag} ${chain.length} ${chain.start}`;

/** Reads what {@link toRevision} wrote. Any other text is taken for an ETag, which no object has. */
export const fromRevision = (revision: string): HeadState => {
  if (revision === MARKER) return {};
  const [, etag = revision, length, start] = REVISION.exec(revision) ?? [];
  return { etag, ...(start === undefined ? {} : { chain: { start, length: Number(length) } }) };
};
