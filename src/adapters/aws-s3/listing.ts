import { isKeptName, type ParameterName } from "../../domain/model/parameter-name.ts";
import { prefixOf, type Selection, selects } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { Bucket } from "./bucket.ts";
import { fromLastModified } from "./last-modified.ts";
import { type AsideEntry, asidePrefix, asidePrefixOf, isLongName, nameOfAsideKey, parseAsideKey } from "./layout.ts";

/** A version or delete marker of a parameter's own object. */
export interface Written {
  readonly _tag: "Object" | "Marker";
  readonly versionId: string;
  /** S3's LastModified: whole seconds. What the object tells of happened before the end of that second. */
  readonly writtenAt: Millis;
}

/** A record beside the parameter's own object. */
export interface WrittenAside {
  readonly entry: AsideEntry;
  readonly writtenAt: Millis;
}

/** All that two listings tell of one name. */
export interface KeyListing {
  readonly name: ParameterName;
  /** Newest first. */
  readonly written: ReadonlyArray<Written>;
  readonly aside: ReadonlyArray<WrittenAside>;
}

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
  // Markers come first, so that of two entries of one second (whose order the SDK loses) the marker counts as newer.
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

/** A key that is no parameter's name in its canonical spelling is none of ours. */
const selectedName = (selection: Selection, key: string): ParameterName | undefined =>
  isKeptName(key) && selects(selection, key) ? key : undefined;

/** Keys with all their entries, in the order of the keys. A key may go on over several pages. */
async function* keysOf(
  bucket: Bucket,
  selection: Selection,
): AsyncGenerator<{ readonly name: ParameterName; readonly written: ReadonlyArray<Written> }> {
  const open = new Map<string, Listed[]>();
  for await (const page of bucket.versionPages(prefixOf(selection), selection._tag === "Level" ? "/" : undefined)) {
    collect(open, page);
    const unfinished = page.IsTruncated === true ? page.NextKeyMarker : undefined;
    for (const key of [...open.keys()].sort().filter((candidate) => candidate !== unfinished)) {
      const entries = open.get(key) ?? [];
      open.delete(key);
      const name = selectedName(selection, key);
      if (name !== undefined) yield { name, written: newestFirst(entries) };
      // The key itself comes first of all that begin with it.
      if (selection._tag === "Key") return;
    }
  }
}

/** The records beside one parameter. */
export const listAside = async (bucket: Bucket, name: ParameterName): Promise<ReadonlyArray<WrittenAside>> => {
  const aside: WrittenAside[] = [];
  for await (const { key, writtenAt } of bucket.objects(asidePrefix(name))) {
    const entry = parseAsideKey(name, key);
    if (entry !== undefined) aside.push({ entry, writtenAt });
  }
  return aside;
};

/** Walks the records beside all parameters of a selection in step with the names; memory holds one name's. */
class AsideCursor {
  readonly #objects: AsyncGenerator<{ readonly key: string; readonly writtenAt: number }>;
  #next: IteratorResult<{ readonly key: string; readonly writtenAt: number }> | undefined;

  constructor(bucket: Bucket, selection: Selection) {
    this.#objects = bucket.objects(asidePrefixOf(prefixOf(selection)), selection._tag === "Level" ? "/" : undefined);
  }

  /** The records beside `name`. Names have to be asked for in order. */
  async take(name: ParameterName): Promise<ReadonlyArray<WrittenAside>> {
    const aside: WrittenAside[] = [];
    this.#next ??= await this.#objects.next();
    while (!this.#next.done) {
      const { key, writtenAt } = this.#next.value;
      const owner = nameOfAsideKey(key);
      if (owner !== undefined && owner > name) break;
      const entry = owner === name ? parseAsideKey(name, key) : undefined;
      if (entry !== undefined) aside.push({ entry, writtenAt });
      this.#next = await this.#objects.next();
    }
    return aside;
  }

  async close(): Promise<void> {
    await this.#objects.return(undefined);
  }
}

/**
 * What is listed of one name. What stands aside is listed last: a tombstone is written before its delete marker, so
 * that whoever sees the marker sees the tombstone, too.
 */
export const listKey = async (bucket: Bucket, name: ParameterName): Promise<KeyListing> => {
  let written: ReadonlyArray<Written> = [];
  for await (const key of keysOf(bucket, { _tag: "Key", name })) written = key.written;
  return { name, written, aside: await listAside(bucket, name) };
};

/** What is listed of every name of a selection, in the order of the names: two listings in step. */
export async function* listSelection(bucket: Bucket, selection: Selection): AsyncGenerator<KeyListing> {
  if (selection._tag === "Key") {
    const listing = await listKey(bucket, selection.name);
    if (listing.written.length > 0 || listing.aside.length > 0) yield listing;
    return;
  }
  const cursor = new AsideCursor(bucket, selection);
  try {
    for await (const { name, written } of keysOf(bucket, selection)) {
      yield { name, written, aside: isLongName(name) ? await listAside(bucket, name) : await cursor.take(name) };
    }
  } finally {
    await cursor.close();
  }
}
