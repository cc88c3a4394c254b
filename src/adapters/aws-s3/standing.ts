import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { compareVersions, type Deletion, type VersionSummary } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { startOfSecond } from "../../domain/model/time.ts";
import type { Tail } from "../../ports/backup-store.ts";
import { listAside } from "./aside-listing.ts";
import type { Bucket } from "./bucket.ts";
import { Chain, chainOnto } from "./chain.ts";
import { decodeJson } from "./decode-json.ts";
import { type KeyListing, listOwn } from "./listing.ts";
import { isVersionId, type ObjectHead } from "./s3-object.ts";
import { deletionsIn, endsWithBareMarker, mustBeExplained } from "./told-deletions.ts";
import type { VersionReader } from "./version-reader.ts";
import { lateVersionsIn, VersionSearch } from "./version-search.ts";

/** The state of a parameter's own object, and the newest facts as far as they were read: the knowledge for a write. */
export interface Standing {
  /** ETag of the current object. Absent: no object is current. */
  readonly etag?: string;
  /** The chain of the next object that is written onto the current object. */
  readonly chain?: Chain;
  /** The newest version. Absent: no version is stored, or the search ended at a deletion. */
  readonly newest?: VersionSummary;
  /** The deletions of the name. Absent: not read, because the current object was written onto another object. */
  readonly deletions?: ReadonlyArray<Deletion>;
}

const Hint = t.intersection([t.type({ isBesideRead: t.boolean }), t.partial({ etag: t.string, chain: Chain })]);

/** Makes a handler's tail of a standing. */
export const toTail = ({ etag, chain, newest, deletions }: Standing): Tail => {
  const hint = { isBesideRead: deletions !== undefined, etag, chain };
  const since = newest === undefined ? -Infinity : startOfSecond(newest.modifiedAt);
  return {
    ...(newest === undefined ? {} : { newest }),
    deletions: (deletions ?? []).filter(({ at }) => at >= since),
    hint: JSON.stringify(hint),
  };
};

/** Reads the hint of {@link toTail}; `undefined` for any other hint. */
export const fromTail = (tail: Tail | undefined): Standing | undefined => {
  const decoded = decodeJson(Hint, tail?.hint ?? "");
  if (tail === undefined || E.isLeft(decoded)) return undefined;
  const { isBesideRead, etag, chain } = decoded.right;
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(chain === undefined ? {} : { chain }),
    ...(tail.newest === undefined ? {} : { newest: tail.newest }),
    ...(isBesideRead ? { deletions: tail.deletions } : {}),
  };
};

/** A reference has to name all copies of a version. Only `facts` and `statesAt` know all copies. */
const withoutReference = ({ reference: _reference, ...version }: VersionSummary): VersionSummary => version;

const EVER = { modifiedAt: Infinity };

/** Leaves out objects that S3 wrote while versioning was suspended: the next write would replace such an object. */
export const lasting = (listing: KeyListing): KeyListing => ({
  ...listing,
  written: listing.written.filter(({ versionId }) => isVersionId(versionId)),
});

const newestIn = async (listing: KeyListing, reader: VersionReader): Promise<Pick<Standing, "newest">> => {
  const found = await new VersionSearch(lasting(listing), reader).newestBefore(EVER);
  return found === undefined ? {} : { newest: withoutReference(found.summary) };
};

/**
 * The standing where an object is current. An object that was written onto another object is the newest version, and no
 * newer deletion is aside. Another object may have been written over a delete marker by a writer who did not know of the
 * deletion; where a deletion aside is not older than the object, a newer version may lie behind.
 */
const standingOfObject = async (
  bucket: Bucket,
  reader: VersionReader,
  name: ParameterName,
  head: ObjectHead,
): Promise<Standing> => {
  const { summary, first, chain } = await reader.decode(name, head);
  const onto = chainOnto(head.location.versionId, chain);
  const own = { etag: head.etag, newest: summary, ...(onto === undefined ? {} : { chain: onto }) };
  if (first === undefined) return own;
  const aside = await listAside(bucket, name);
  const deletions = deletionsIn({ name, written: [], aside });
  const isLate = lateVersionsIn({ aside }).some((late) => compareVersions(late, summary) > 0);
  if (!isLate && deletions.every(({ at }) => at < startOfSecond(summary.modifiedAt))) return { ...own, deletions };
  const listing: KeyListing = { name, written: await listOwn(bucket, name), aside };
  return { ...own, ...(await newestIn(listing, reader)), deletions };
};

/**
 * Reads the standing of a name. An update has left an object that was written onto another object: one HeadObject. In all
 * other cases the facts aside are listed, too. The versions of the object are listed where no recent deletion aside explains
 * a delete marker.
 */
export const readStanding = async (bucket: Bucket, reader: VersionReader, name: ParameterName): Promise<Standing> => {
  const current = await bucket.current(name);
  if (current._tag === "Object" && isVersionId(current.head.location.versionId)) {
    return standingOfObject(bucket, reader, name, current.head);
  }
  const own = current._tag === "Object" ? { etag: current.head.etag } : {};
  const aside = await listAside(bucket, name);
  if (current._tag === "DeleteMarker" && mustBeExplained(aside, bucket.now())) {
    return { deletions: deletionsIn({ name, written: [], aside }) };
  }
  const written = current._tag === "Nothing" ? [] : await listOwn(bucket, name);
  const listing: KeyListing = { name, written, aside };
  const deletions = deletionsIn(listing);
  const isDeleted = current._tag === "DeleteMarker" && !endsWithBareMarker(listing) && deletions.length > 0;
  return { ...own, deletions, ...(isDeleted ? {} : await newestIn(listing, reader)) };
};
