import { isDeepStrictEqual } from "node:util";
import { mergeFacts } from "../../domain/history/fact-set.ts";
import type { VersionFact } from "../../domain/model/fact.ts";
import { mergeCopies } from "./load-version.ts";
import type { ObjectWriter } from "./object-writer.ts";
import type { StoredVersion, VersionReader } from "./version-reader.ts";
import type { VersionSearch } from "./version-search.ts";

/** The means to read and write late versions. */
export interface LateTools {
  readonly reader: VersionReader;
  readonly writer: ObjectWriter;
  /** Finds versions in the listings of the name. `again`: in new listings. */
  readonly list: (again: boolean) => Promise<VersionSearch>;
}

/** Copies from different moments may have different labels and tags: readers merge all copies. */
const addCopy = async (
  { reader, writer }: LateTools,
  version: VersionFact,
  copies: ReadonlyArray<StoredVersion>,
): Promise<void> => {
  const known = mergeCopies(await Promise.all(copies.map((copy) => reader.complete(copy, version.value))));
  if (known === undefined) return;
  const merged = mergeFacts(known, version);
  const isKnown = merged._tag === "Version" && isDeepStrictEqual(merged.attributes, known.attributes);
  if (!isKnown) await writer.putCopy(version);
};

/**
 * Adds a version that is not newer than all others, and answers whether the version was new. A stored version is looked
 * for first; a copy with other labels or tags is written aside.
 */
export const addLateVersion = async (tools: LateTools, version: VersionFact): Promise<boolean> => {
  const found = await (await tools.list(false)).find(version);
  if (found === undefined && (await tools.writer.putLate(version))) return true;
  // Where the write was refused, another writer has just written the version.
  const stored = found ?? (await (await tools.list(true)).find(version));
  await addCopy(tools, version, stored?.copies ?? []);
  return false;
};
