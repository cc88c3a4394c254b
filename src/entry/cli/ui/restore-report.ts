import pc from "picocolors";
import type { RestoreReport, RowResult } from "../../../application/restore/apply-restore.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";

const OUTCOMES: Readonly<Record<RowResult["outcome"], string>> = {
  Applied: "applied",
  Unchanged: "unchanged",
  Moved: "moved",
  Outdated: "outdated",
  Failed: "failed",
  NotReached: "not reached",
};

/** Outcomes that need a look, and most often a new plan. */
const NOT_DONE: ReadonlySet<RowResult["outcome"]> = new Set(["Failed", "Moved", "Outdated"]);

const describeResult = ({ name, outcome, message }: RowResult): string => {
  const text = `${OUTCOMES[outcome].padEnd(11)}  ${name}${message === undefined ? "" : `: ${message}`}`;
  return `${NOT_DONE.has(outcome) ? pc.red(text) : text}\n`;
};

const countOf = ({ results }: RestoreReport, outcome: RowResult["outcome"]): number =>
  results.filter((row) => row.outcome === outcome).length;

/** A line for each row, and the count line. */
export const renderReport = (report: RestoreReport): string => {
  const counts = [
    `${countOf(report, "Applied")} applied and read back`,
    `${countOf(report, "Unchanged")} unchanged`,
    `${countOf(report, "Moved")} moved and left alone`,
    `${countOf(report, "Outdated")} outdated`,
    `${countOf(report, "Failed")} failed`,
    `${countOf(report, "NotReached")} not reached`,
  ];
  return `${report.results.map(describeResult).join("")}${counts.join(", ")}\n`;
};

/** The exit code of a restore. */
export const codeOf = (report: RestoreReport): ExitCode => {
  if (report.stopped) return exitCode.stopped;
  return report.results.some(({ outcome }) => NOT_DONE.has(outcome)) ? exitCode.failed : exitCode.done;
};
