import pc from "picocolors";
import type { Finding } from "../../../application/audit/finding.ts";
import type { FindingCounts } from "../../../application/audit/finding-counts.ts";

/** `3, 5-8` for 3, 5, 6, 7, 8. */
const ranges = (versions: ReadonlyArray<number>): string => {
  const found: [number, number][] = [];
  for (const version of versions) {
    const last = found.at(-1);
    if (last !== undefined && version === last[1] + 1) last[1] = version;
    else found.push([version, version]);
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(", ");
};

/** The name of a finding, on the terminal and in JSON. */
const states = {
  Complete: "complete",
  MissingVersions: "missing versions",
  MissingDeletion: "missing deletion",
  WrongDeletion: "wrong deletion",
  Refused: "refused deletion",
  Unexpected: "unexpected",
  Failed: "failed",
} as const;

const WIDTH = Math.max(...Object.values(states).map((state) => state.length));

const colours = {
  Complete: pc.green,
  MissingVersions: pc.yellow,
  MissingDeletion: pc.yellow,
  WrongDeletion: pc.yellow,
  Refused: pc.red,
  Unexpected: pc.red,
  Failed: pc.red,
} as const;

const detailOf = (finding: Finding): string => {
  switch (finding._tag) {
    case "Complete":
      return "";
    case "MissingVersions": {
      const gaps = finding.gaps.map(({ fromVersion, toVersion }) => `${fromVersion}-${toVersion}`);
      const lost = gaps.length > 0 ? `; ${gaps.join(", ")} are lost, Parameter Store dropped them` : "";
      return `${ranges(finding.versions)}${finding.repaired ? " (stored now)" : ""}${lost}`;
    }
    case "MissingDeletion":
      return finding.repaired ? "(stored now, with the time at which it was found)" : "";
    case "WrongDeletion":
      return finding.repaired ? "(corrected now)" : "a stored deletion hides this parameter, which exists";
    case "Refused":
      return "";
    default:
      return finding.message;
  }
};

/** A line for people: the kind of the finding, the name, and details. */
export const describeFinding = (finding: Finding): string =>
  [colours[finding._tag](states[finding._tag].padEnd(WIDTH)), finding.name, detailOf(finding)]
    .filter((part) => part !== "")
    .join("  ");

/** Whether everything is stored, and nothing was lost on the way. */
export const isSound = ({ missing, unexpected, failed, gaps }: FindingCounts): boolean =>
  missing + unexpected + failed + gaps === 0;

/** The line at the end of a comparison. */
export const describeCounts = (counts: FindingCounts): string => {
  const { gaps, complete, ...others } = counts;
  const compared = Object.values(others).reduce((sum, count) => sum + count, complete);
  const rest = Object.entries(others).flatMap(([state, count]) => (count > 0 ? [`${count} ${state}`] : []));
  const lost = gaps > 0 ? [`${gaps} with lost versions`] : [];
  const line = [`${compared} ${compared === 1 ? "name" : "names"} compared: ${complete} complete`, ...rest, ...lost];
  return (isSound(counts) ? pc.green : pc.red)(line.join(", "));
};

/** A finding as plain data: `name`, `state`, and the details of the finding. */
export const findingToJson = (finding: Finding): Readonly<Record<string, unknown>> => {
  const { _tag, name, ...others } = finding;
  const noGaps = finding._tag === "MissingVersions" && finding.gaps.length === 0;
  return { name, state: states[_tag], ...others, ...(noGaps ? { gaps: undefined } : {}) };
};
