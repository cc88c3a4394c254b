import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { isStorableName } from "../../domain/model/parameter-name.ts";
import { prefixOf, type Selection, selects } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import { AsideCursor, listAside, type WrittenAside } from "./aside-listing.ts";
import type { Bucket } from "./bucket.ts";
import { fromLastModified } from "./last-modified.ts";
import { isLongName } from "./layout.ts";

/** A version or delete marker of a parameter's own object. */
export interface Written {
  readonly _tag: "Object" | "Marker";
  readonly versionId: string;
  /** S3's LastModified: whole seconds. The object's version was made before the end of the second. */
  readonly writtenAt: Millis;
}

/** The two listings of one name. */
export interface KeyListing {
  readonly name: ParameterName;
  /** Newest first. */
  readonly written: ReadonlyArray<Written>;
  readonly aside: ReadonlyArray<WrittenAside>;
}

type OwnListing = Omit<KeyListing, "aside">;

interface Listed extends Written {
  readonly key: string;
  readonly latest: boolean;
}

type Page = Awaited<ReturnType<ReturnType<Bucket["versionPages"]>["next"]>>["value"];

const entriesOf = (page: NonNullable<Page>): ReadonlyArray<Listed> => {
  const toListed =
    (_tag: Written["_tag"]) =>
    (item: {
      readonly Key?: string | undefined;
      readonly VersionId?: string | undefined;
      readonly LastModified?: Date | undefined;
      readonly IsLatest?: boolean | undefined;
    }) => ({
      _tag,
      key: item.Key ?? "",
      versionId: item.VersionId ?? "",
      writtenAt: fromLastModified(item.LastModified),
      latest: item.IsLatest === true,
    });
  // The SDK loses the order of a marker and a version of one second. The marker counts as newer, so markers come first.
  return [...(page.DeleteMarkers ?? []).map(toListed("Marker")), ...(page.Versions ?? []).map(toListed("Object"))];
};

const newestFirst = (entries: ReadonlyArray<Listed>): ReadonlyArray<Written> =>
  [...entries].sort((a, b) => Number(b.latest) - Number(a.latest) || b.writtenAt - a.writtenAt);

const collect = (open: Map<string, Listed[]>, page: NonNullable<Page>): void => {
  for (const entry of entriesOf(page)) {
    const known = open.get(entry.key);
    if (known === undefined) open.set(entry.key, [entry]);
    else known.push(entry);
  }
};

/** The name of a key; `undefined` for a key that is not the canonical spelling of a selected name. */
const selectedName = (selection: Selection, key: string): ParameterName | undefined =>
  isStorableName(key) && selects(selection, key) ? key : undefined;

/** Keys with all entries, in the order of the keys. The entries of a key may fill several pages. */
async function* ownListings(bucket: Bucket, selection: Selection): AsyncGenerator<OwnListing> {
  const open = new Map<string, Listed[]>();
  for await (const page of bucket.versionPages(prefixOf(selection), selection._tag === "Level" ? "/" : undefined)) {
    collect(open, page);
    const unfinished = page.IsTruncated === true ? page.NextKeyMarker : undefined;
    for (const key of [...open.keys()].sort().filter((candidate) => candidate !== unfinished)) {
      const entries = open.get(key) ?? [];
      open.delete(key);
      const name = selectedName(selection, key);
      if (name !== undefined) yield { name, written: newestFirst(entries) };
      // Of all keys with this prefix, the key itself comes first.
      if (selection._tag === "Key") return;
    }
  }
}

/** The versions and delete markers of one parameter's own object, newest first. */
export const listOwn = async (bucket: Bucket, name: ParameterName): Promise<ReadonlyArray<Written>> => {
  for await (const { written } of ownListings(bucket, { _tag: "Key", name })) return written;
  return [];
};

/**
 * The two listings of one name. Facts aside are listed last. A deletion is written before the delete marker: so where the
 * first listing has the marker, the second listing has the deletion.
 */
export const listKey = async (bucket: Bucket, name: ParameterName): Promise<KeyListing> => {
  const written = await listOwn(bucket, name);
  return { name, written, aside: await listAside(bucket, name) };
};

/** Listings of names with facts aside, but without an object. */
async function* withoutObjects(cursor: AsideCursor, selection: Selection, end?: ParameterName) {
  for (let name = await cursor.next(end); name !== undefined; name = await cursor.next(end)) {
    const listing: KeyListing = { name, written: [], aside: await cursor.take(name) };
    if (listing.aside.length > 0 && selects(selection, name)) yield listing;
  }
}

/**
 * The two listings of every name of a selection, in the order of the names, read in step. Long names without an object
 * are left out: keys aside hold a hash in place of a long name.
 */
export async function* listSelection(bucket: Bucket, selection: Selection): AsyncGenerator<KeyListing> {
  if (selection._tag === "Key") {
    const listing = await listKey(bucket, selection.name);
    if (listing.written.length > 0 || listing.aside.length > 0) yield listing;
    return;
  }
  const cursor = new AsideCursor(bucket, selection);
  try {
    for await (const { name, written } of ownListings(bucket, selection)) {
      yield* withoutObjects(cursor, selection, name);
      yield { name, written, aside: isLongName(name) ? await listAside(bucket, name) : await cursor.take(name) };
    }
    yield* withoutObjects(cursor, selection);
  } finally {
    await cursor.close();
  }
}
