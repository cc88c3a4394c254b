import { type Command, InvalidArgumentError } from "commander";
import * as E from "fp-ts/lib/Either.js";
import type { Finding } from "../../../application/audit/finding.ts";
import { countFinding, type FindingCounts, NOTHING_FOUND } from "../../../application/audit/finding-counts.ts";
import { parsePercent } from "../../../composition/config/max-deleted.ts";
import { type BackupService, backupService } from "../../../composition/services/backup.ts";
import { everything, parseSelection } from "../../../domain/model/selection.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { type CommonOptions, PATH_HELP, withCommonOptions } from "../ui/common-options.ts";
import { type ExitCode, exitCode, exitCodeOf } from "../ui/exit-code.ts";
import { describeCounts, describeFinding, findingToJson, isSound } from "../ui/findings.ts";
import { FoundNames } from "../ui/found-names.ts";
import { progressOn } from "../ui/progress.ts";
import { takeAll } from "../ui/take-all.ts";
import type { Terminal } from "../ui/terminal.ts";

interface VerifyOptions extends CommonOptions {
  readonly recursive: boolean;
  readonly repair: boolean;
  readonly thorough: boolean;
  readonly all: boolean;
  readonly maxDeleted?: number;
}

const codeFor = (counts: FindingCounts): ExitCode => {
  if (counts.failed > 0) return exitCode.failed;
  return isSound(counts) ? exitCode.done : exitCode.incomplete;
};

/** Prints findings one by one. The progress bar gives way to each line. */
const printer = (terminal: Terminal, { json, all }: VerifyOptions, clear: () => void) => {
  const line = (text: string): void => {
    clear();
    terminal.out(`${text}\n`);
  };
  return {
    finding: (finding: Finding): void => {
      if (json) line(JSON.stringify(findingToJson(finding)));
      else if (all || finding._tag !== "Complete") line(describeFinding(finding));
    },
    summary: (counts: FindingCounts): void => line(json ? JSON.stringify({ summary: counts }) : describeCounts(counts)),
  };
};

const runVerify = async (
  service: BackupService,
  path: string | undefined,
  options: VerifyOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const selection = path === undefined ? E.right(everything) : parseSelection(path, options.recursive);
  if (E.isLeft(selection)) {
    terminal.err(`PATH: expected ${selection.left}\n`);
    return exitCode.misused;
  }
  const progress = progressOn(terminal);
  const print = printer(terminal, options, progress.clear);
  const { repair, thorough } = options;
  const onListed = (parameters: number): void => progress.start(parameters, "names");
  const names = new FoundNames([selection.right]);
  let counts = NOTHING_FOUND;
  let refused: string | undefined;
  const found = service.verify(selection.right, { repair, thorough, onListed });
  const failure = await takeAll(found, progress, terminal, (finding) => {
    counts = countFinding(counts, finding);
    names.add(finding.name);
    if (finding._tag === "Refused") refused = finding.message;
    print.finding(finding);
  });
  if (failure !== undefined) return exitCodeOf(failure);
  print.summary(counts);
  // All refused deletions have the same reason.
  if (refused !== undefined) terminal.err(`deletions were not stored: ${refused}\n`);
  return names.check(codeFor(counts), terminal);
};

const readMaxDeleted = (text: string): number => {
  const share = parsePercent(text);
  if (share === undefined) throw new InvalidArgumentError("Expected a percentage from 0 to 100.");
  return share;
};

/** Adds `ssmbak verify`: compares Parameter Store with the store. With `--repair` missing facts are stored. */
export const addVerify = (program: Command, host: CommandHost): void => {
  withCommonOptions(program.command("verify").argument("[path]", `${PATH_HELP}; default: all`))
    .description("compare Parameter Store with what is stored")
    .option("-r, --recursive", "all that is below the path", false)
    .option("--repair", "store what is missing", false)
    .option("--thorough", "compare every version with its value and attributes, not only the newest state", false)
    .option("--all", "name the complete parameters, too", false)
    .option(
      "--max-deleted <percent>",
      "with --repair: how many of the stored parameters may turn out to be deleted; default 10",
      readMaxDeleted,
    )
    .action((path: string | undefined, options: VerifyOptions) =>
      host.use(backupService, { ...options, maxDeletedShare: options.maxDeleted }, (service) =>
        runVerify(service, path, options, host.terminal),
      ),
    );
};
