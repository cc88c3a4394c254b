import type { Finding } from "./finding.ts";

/**
 * The number of names by result, after comparing Parameter Store with the store. Each name counts once; `gaps` counts
 * some names again.
 */
export interface FindingCounts {
  readonly complete: number;
  /** Something was missing, and is stored now. */
  readonly repaired: number;
  /** Something is still missing: nobody asked for a repair, or a deletion may be too new to be believed. */
  readonly missing: number;
  /** Store and Parameter Store contradict each other; somebody has to look. */
  readonly unexpected: number;
  /** Could not be read or written, or a deletion was refused. */
  readonly failed: number;
  /**
   * Names with lost versions: Parameter Store dropped a version before anybody stored the version. Counted besides the
   * other results.
   */
  readonly gaps: number;
}

/** Before the first name. */
export const NOTHING_FOUND: FindingCounts = {
  complete: 0,
  repaired: 0,
  missing: 0,
  unexpected: 0,
  failed: 0,
  gaps: 0,
};

const stateOf = (finding: Finding): Exclude<keyof FindingCounts, "gaps"> => {
  switch (finding._tag) {
    case "Complete":
      return "complete";
    case "MissingVersions":
    case "MissingDeletion":
    case "WrongDeletion":
      return finding.repaired ? "repaired" : "missing";
    case "Unexpected":
      return "unexpected";
    case "Refused":
    case "Failed":
      return "failed";
  }
};

/** Adds one name to the counts. */
export const countFinding = (counts: FindingCounts, finding: Finding): FindingCounts => {
  const state = stateOf(finding);
  const hasGap = finding._tag === "MissingVersions" && finding.gaps.length > 0;
  return { ...counts, [state]: counts[state] + 1, gaps: counts.gaps + (hasGap ? 1 : 0) };
};

/** The counts of two together. */
export const sumOfCounts = (a: FindingCounts, b: FindingCounts): FindingCounts => ({
  complete: a.complete + b.complete,
  repaired: a.repaired + b.repaired,
  missing: a.missing + b.missing,
  unexpected: a.unexpected + b.unexpected,
  failed: a.failed + b.failed,
  gaps: a.gaps + b.gaps,
});
