import {
  compareVersions,
  type Deletion,
  type FactSummary,
  isDeletion,
  isVersion,
  type VersionSummary,
} from "../model/fact.ts";
import { startOfSecond } from "../model/time.ts";

/** The newest version among facts. */
export const newestVersion = (facts: ReadonlyArray<FactSummary>): VersionSummary | undefined =>
  facts
    .filter(isVersion)
    .reduce<VersionSummary | undefined>(
      (newest, version) => (newest === undefined || compareVersions(newest, version) < 0 ? version : newest),
      undefined,
    );

/** The newest version among all facts of a name, and the deletions in the second of that version and later. */
export const tailOf = (
  facts: ReadonlyArray<FactSummary>,
): { readonly newest?: VersionSummary; readonly deletions: ReadonlyArray<Deletion> } => {
  const newest = newestVersion(facts);
  const deletions = facts.filter(isDeletion);
  if (newest === undefined) return { deletions };
  return { newest, deletions: deletions.filter(({ at }) => at >= startOfSecond(newest.modifiedAt)) };
};
