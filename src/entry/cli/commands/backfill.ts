import { type Command, Option } from "commander";
import pc from "picocolors";
import type { Finding } from "../../../application/audit/finding.ts";
import { countFinding, type FindingCounts, NOTHING_FOUND } from "../../../application/audit/finding-counts.ts";
import { announcerService } from "../../../composition/services/announcer.ts";
import { type BackfillService, backfillService } from "../../../composition/services/backfill.ts";
import { type BackfillOptions, describeTime, readBackfill } from "../ui/backfill-arguments.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { type CommonOptions, PATH_HELP, withCommonOptions } from "../ui/common-options.ts";
import { count } from "../ui/count.ts";
import { type ExitCode, exitCode, exitCodeOf } from "../ui/exit-code.ts";
import { describeFinding, findingToJson } from "../ui/findings.ts";
import { FoundNames } from "../ui/found-names.ts";
import { interruptible } from "../ui/interruptible.ts";
import { progressOn } from "../ui/progress.ts";
import { takeAll } from "../ui/take-all.ts";
import type { Terminal } from "../ui/terminal.ts";
import { runQueueBackfill } from "./backfill-via-queue.ts";

/** The results of a run until now. */
interface Tally {
  readonly counts: FindingCounts;
  /** How many versions were stored, or would be stored with `--yes`. */
  readonly versions: number;
}

const tally = ({ counts, versions }: Tally, finding: Finding): Tally => ({
  counts: countFinding(counts, finding),
  versions: versions + (finding._tag === "MissingVersions" ? finding.versions.length : 0),
});

/** Whether to print a finding. A dry run prints every finding. A real run prints findings that somebody may have to look at. */
const isWorthALine = (finding: Finding, yes: boolean): boolean => {
  if (finding._tag === "MissingVersions") return !yes || finding.gaps.length > 0;
  return finding._tag !== "Complete";
};

const describeTally = ({ counts, versions }: Tally, yes: boolean): string => {
  const { complete, repaired, missing, unexpected, failed, gaps } = counts;
  const parameters = complete + repaired + missing + unexpected + failed;
  const parts = [
    `${complete} stored already`,
    yes
      ? `${repaired} stored now with ${count(versions, "version")}`
      : `${missing} to store with ${count(versions, "version")}`,
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
  if (stopped) terminal.err("stopped: run the same command again to go on\n");
  else if (!yes && counts.missing > 0) {
    terminal.err(
      `nothing was written: with --yes it is stored, in about ${describeTime(counts.missing, rate)} or more\n`,
    );
  }
};

const codeFor = ({ failed, unexpected }: FindingCounts, stopped: boolean): ExitCode => {
  if (stopped) return exitCode.stopped;
  if (failed > 0) return exitCode.failed;
  return unexpected > 0 ? exitCode.incomplete : exitCode.done;
};

const runBackfill = async (
  service: BackfillService,
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
    const found = service.backfill(rate)(selections, { write: options.yes, signal, onListed });
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

interface QueueOptions {
  readonly viaQueue?: boolean;
  readonly queue?: string;
}

/** Adds `ssmbak backfill`: stores every existing parameter, with all versions in Parameter Store. */
export const addBackfill = (program: Command, host: CommandHost): void => {
  withCommonOptions(program.command("backfill").argument("[path...]", `${PATH_HELP}; default: all`))
    .description(
      "store every parameter that exists, with all versions that Parameter Store still has; without --yes a dry run",
    )
    .option("-r, --recursive", "all that is below the paths", false)
    .option("--yes", "write to the store, or send the events", false)
    .option("--rate <number>", "histories to read, or events to send, a second, at most", "20")
    .addOption(
      new Option("--via-queue", "send a change event for each; whatever handles the queue stores them").conflicts(
        "store",
      ),
    )
    .addOption(
      new Option("--queue <url>", "the SQS queue for the events; default: the stack's").implies({ viaQueue: true }),
    )
    .action((paths: ReadonlyArray<string>, options: CommonOptions & BackfillOptions & QueueOptions) =>
      options.viaQueue
        ? host.use(
            announcerService(options.queue),
            options,
            (announcer) => runQueueBackfill(announcer, paths, options, host.terminal),
            { hasStore: false },
          )
        : host.use(backfillService, options, (service) => runBackfill(service, paths, options, host.terminal)),
    );
};
