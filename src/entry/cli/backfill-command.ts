import pc from "picocolors";
import type { Finding } from "../../application/audit/finding.ts";
import { countFinding, type FindingCounts, NOTHING_FOUND } from "../../application/audit/finding-counts.ts";
import type { Operations } from "../../composition/services/compose-operations.ts";
import { type BackfillOptions, count, describeTime, readBackfill } from "./backfill-arguments.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import { describeFinding, findingToJson } from "./findings.ts";
import { FoundNames } from "./found-names.ts";
import { interruptible } from "./interruptible.ts";
import { progressOn } from "./progress.ts";
import { takeAll } from "./take-all.ts";
import type { Terminal } from "./terminal.ts";

/** What a run came to so far. */
interface Tally {
  readonly counts: FindingCounts;
  /** Versions that are kept now, or would be. */
  readonly versions: number;
}

const tally = ({ counts, versions }: Tally, finding: Finding): Tally => ({
  counts: countFinding(counts, finding),
  versions: versions + (finding._tag === "MissingVersions" ? finding.versions.length : 0),
});

/** A dry run names what it would keep, a real one only what somebody may have to look at. */
const isWorthALine = (finding: Finding, yes: boolean): boolean => {
  if (finding._tag === "MissingVersions") return !yes || finding.gaps.length > 0;
  return finding._tag !== "Complete";
};

const describeTally = ({ counts, versions }: Tally, yes: boolean): string => {
  const { complete, repaired, missing, unexpected, failed, gaps } = counts;
  const parameters = complete + repaired + missing + unexpected + failed;
  const parts = [
    `${complete} kept already`,
    yes
      ? `${repaired} kept now with ${count(versions, "version")}`
      : `${missing} to keep with ${count(versions, "version")}`,
    ...(gaps > 0 ? [`${gaps} of which Parameter Store has dropped older versions`] : []),
    ...(unexpected > 0 ? [`${unexpected} unexpected`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  const line = `${count(parameters, "parameter")}: ${parts.join(", ")}`;
  return unexpected + failed > 0 ? pc.red(line) : pc.green(line);
};

const print = (result: Tally, stopped: boolean, { json, yes }: BackfillOptions, rate: number, terminal: Terminal) => {
  const { counts, versions } = result;
  const summary = { ...counts, versions, stopped };
  terminal.out(json ? `${JSON.stringify({ summary })}\n` : `${describeTally(result, yes)}\n`);
  if (stopped) terminal.err("stopped: run the same command again, and it does the rest\n");
  else if (!yes && counts.missing > 0) {
    terminal.err(`nothing was written: --yes does it, in about ${describeTime(counts.missing, rate)} or more\n`);
  }
};

const codeFor = ({ failed, unexpected }: FindingCounts, stopped: boolean): ExitCode => {
  if (stopped) return exitCode.stopped;
  if (failed > 0) return exitCode.failed;
  return unexpected > 0 ? exitCode.incomplete : exitCode.done;
};

/** `ssmbak backfill`: brings every parameter that exists into the store, with all the versions that there still are. */
export const runBackfill = async (
  operations: Operations,
  paths: ReadonlyArray<string>,
  options: BackfillOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const what = readBackfill(paths, options, terminal);
  if (what === undefined) return exitCode.misused;
  const { selections, rate } = what;
  const progress = progressOn(terminal);
  let result: Tally = { counts: NOTHING_FOUND, versions: 0 };
  const names = new FoundNames(selections);
  let listed = 0;
  const onListed = (parameters: number): void => {
    listed += parameters;
    progress.start(listed, "parameters");
  };
  const tell = (finding: Finding): void => {
    if (!options.json && !isWorthALine(finding, options.yes)) return;
    progress.clear();
    terminal.out(`${options.json ? JSON.stringify(findingToJson(finding)) : describeFinding(finding)}\n`);
  };
  return interruptible(async (signal) => {
    const found = operations.backFill(rate)(selections, { write: options.yes, signal, onListed });
    const failure = await takeAll(found, progress, terminal, (finding) => {
      result = tally(result, finding);
      names.add(finding.name);
      tell(finding);
    });
    if (failure !== undefined) return exitCodeOf(failure);
    print(result, signal.aborted, options, rate, terminal);
    const code = codeFor(result.counts, signal.aborted);
    return signal.aborted ? code : names.check(code, terminal);
  });
};
