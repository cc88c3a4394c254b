import { mergeFacts } from "../../domain/history/fact-set.ts";
import { identityOf, type VersionFact, type VersionSummary } from "../../domain/model/fact.ts";
import type { Bucket, Location } from "./bucket.ts";
import { listKey } from "./listing.ts";
import { fromReference } from "./reference.ts";
import { isNotFound } from "./to-store-error.ts";
import { corrupt, VersionReader } from "./version-reader.ts";
import { VersionSearch } from "./version-search.ts";

/** One version of all its copies; value and attributes that copies can't differ in are those of the first. */
export const mergeCopies = (copies: ReadonlyArray<VersionFact>): VersionFact | undefined => {
  const [first, ...others] = copies;
  if (first === undefined) return undefined;
  return others.reduce<VersionFact>((merged, copy) => {
    const both = mergeFacts(merged, copy);
    return both._tag === "Version" ? both : merged;
  }, first);
};

/** `undefined` where an object is not there (any more), or holds another version. */
const loadFrom = async (
  reader: VersionReader,
  version: VersionSummary,
  locations: ReadonlyArray<Location>,
): Promise<VersionFact | undefined> => {
  try {
    const copies = await Promise.all(locations.map((location) => reader.load(version.name, location)));
    return copies.every((copy) => identityOf(copy) === identityOf(version)) ? mergeCopies(copies) : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
};

/**
 * A version with its value and attributes: one GetObject for each copy that the summary's reference names. Without a
 * reference that fits, the version is looked for first. Fails with `StoreCorrupt` when the version is not there.
 */
export const loadVersion = async (bucket: Bucket, version: VersionSummary): Promise<VersionFact> => {
  const reader = new VersionReader(bucket);
  const referenced = await loadFrom(reader, version, fromReference(version.name, version.reference));
  if (referenced !== undefined) return referenced;
  const found = await new VersionSearch(await listKey(bucket, version.name), reader).find(version);
  const loaded = await loadFrom(reader, version, found?.copies.map(({ location }) => location) ?? []);
  if (loaded === undefined) {
    throw corrupt(version.name, "has not got the version that is asked for: a lifecycle rule may have expired it");
  }
  return loaded;
};
