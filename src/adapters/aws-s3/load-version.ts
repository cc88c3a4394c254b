import { mergeFacts } from "../../domain/history/fact-set.ts";
import { identityOf, type VersionFact, type VersionSummary } from "../../domain/model/fact.ts";
import type { Bucket } from "./bucket.ts";
import { listKey } from "./listing.ts";
import { fromReference } from "./reference.ts";
import type { Location } from "./s3-object.ts";
import { isNotFound } from "./to-store-error.ts";
import { corrupt, VersionReader } from "./version-reader.ts";
import { VersionSearch } from "./version-search.ts";

/** Merges the copies of one version: labels and tags of all copies, everything else from the first copy. */
export const mergeCopies = (copies: ReadonlyArray<VersionFact>): VersionFact | undefined => {
  const [first, ...others] = copies;
  if (first === undefined) return undefined;
  return others.reduce<VersionFact>((merged, copy) => {
    const both = mergeFacts(merged, copy);
    return both._tag === "Version" ? both : merged;
  }, first);
};

/** `undefined` where an object is missing, or holds another version. */
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
 * A version with its value and attributes: one GetObject for each copy in the summary's reference. Without a fitting
 * reference, the version is looked for first. Fails with `StoreCorrupt` when the version is missing.
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
