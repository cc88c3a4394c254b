import * as E from "fp-ts/lib/Either.js";
import type { Finding } from "../../application/audit/finding.ts";
import { countFinding, type FindingCounts, NOTHING_FOUND } from "../../application/audit/finding-counts.ts";
import type { Ssmbak } from "../../composition/services/ssmbak.ts";
import { everything, parseSelection } from "../../domain/model/selection.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import { describeCounts, describeFinding, findingToJson, isSound } from "./findings.ts";
import { FoundNames } from "./found-names.ts";
import { progressOn } from "./progress.ts";
import { takeAll } from "./take-all.ts";
import type { Terminal } from "./terminal.ts";

/** The options of `ssmbak verify`. */
export interface VerifyCommandOptions {
  readonly json: boolean;
  readonly recursive: boolean;
  readonly repair: boolean;
  readonly thorough: boolean;
  readonly all: boolean;
}

const codeFor = (counts: FindingCounts): ExitCode => {
  if (counts.failed > 0) return exitCode.failed;
  return isSound(counts) ? exitCode.done : exitCode.incomplete;
};

/** Prints findings as they come; a progress bar gives way to each line. */
const printer = (terminal: Terminal, { json, all }: VerifyCommandOptions, clear: () => void) => {
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

/** `ssmbak verify`: compares Parameter Store with the store, and with `--repair` keeps what is missing. */
export const runVerify = async (
  ssmbak: Ssmbak,
  path: string | undefined,
  options: VerifyCommandOptions,
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
  const found = ssmbak.verify(selection.right, { repair, thorough, onListed });
  const failure = await takeAll(found, progress, terminal, (finding) => {
    counts = countFinding(counts, finding);
    names.add(finding.name);
    print.finding(finding);
  });
  if (failure !== undefined) return exitCodeOf(failure);
  print.summary(counts);
  return names.check(codeFor(counts), terminal);
};
