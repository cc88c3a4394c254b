import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import type { Extensions } from "../../composition/settings.ts";
import { addBackfill } from "./commands/backfill.ts";
import { addCompletion } from "./commands/completion.ts";
import { addDiff } from "./commands/diff.ts";
import { addDlqList } from "./commands/dlq-list.ts";
import { addDlqRedrive } from "./commands/dlq-redrive.ts";
import { addExport } from "./commands/export.ts";
import { addLog } from "./commands/log.ts";
import { addPreview } from "./commands/preview.ts";
import { addProcess } from "./commands/process.ts";
import { addRestore } from "./commands/restore.ts";
import { addShow } from "./commands/show.ts";
import { addStackDelete } from "./commands/stack-delete.ts";
import { addStackDeploy } from "./commands/stack-deploy.ts";
import { addStackOutputs } from "./commands/stack-outputs.ts";
import { addStackStatus } from "./commands/stack-status.ts";
import { addVerify } from "./commands/verify.ts";
import { addWorker } from "./commands/worker.ts";
import { CommandLine } from "./ui/command-host.ts";
import { type ExitCode, exitCode } from "./ui/exit-code.ts";
import type { Terminal } from "./ui/terminal.ts";

const FORMS = `
Stores:   s3://BUCKET  sqlite:PATH  memory:   (or SSMBAK_STORE, or SSMBAK_BUCKET=BUCKET)
Sources:  ssm:[REGION][?role=ARN]  memory:       (or SSMBAK_SOURCE; default ssm:)
Settings: SSMBAK_LOG_LEVEL, SSMBAK_METRICS, SSMBAK_MAX_DELETED, SSMBAK_PLUGINS
          and the AWS SDK's own (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL, ...)
Exit:     0 done   1 something failed   2 wrong arguments or configuration   3 nothing is stored of that name
          4 not complete: the store lacks, or contradicts, what Parameter Store has
          5 not confirmed: nothing was written, moved or changed
          6 interrupted with something left: run the command again; AWS goes on with a redrive or a stack
`;

/** The version in package.json. The file lies three folders up from here, in src/ and in dist/. */
const packageVersion = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
};

/** The message of an exception may quote anything: only kind and place are printed. */
const describeUnexpected = (error: unknown): string => {
  if (!(error instanceof Error)) return `unexpected failure (${typeof error})\n`;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line));
  return [`unexpected failure (${error.name})`, ...frames, ""].join("\n");
};

const makeProgram = (host: CommandLine): Command => {
  const { terminal } = host;
  const program = new Command("ssmbak")
    .description("A time machine for AWS Systems Manager Parameter Store")
    .version(packageVersion())
    .addHelpText("afterAll", FORMS)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });

  const looksBack = [addLog, addShow, addDiff, addExport];
  for (const add of [addProcess, ...looksBack, addVerify, addPreview, addRestore, addBackfill, addWorker]) {
    add(program, host);
  }

  const dlq = program
    .command("dlq")
    .description("look at change events that could not be handled, and have them handled again");
  for (const add of [addDlqList, addDlqRedrive]) add(dlq, host);

  const stack = program.command("stack").description("make, change and look at a stack that backs everything up");
  for (const add of [addStackDeploy, addStackStatus, addStackOutputs, addStackDelete]) add(stack, host);

  addCompletion(program, host);
  return program;
};

/**
 * Runs the command line and answers with its exit code; never ends the process.
 *
 * @param args Without the names of node and the script.
 */
export const run = async (
  args: ReadonlyArray<string>,
  terminal: Terminal,
  extensions: Extensions = {},
): Promise<ExitCode> => {
  const line = new CommandLine(terminal, extensions);
  try {
    await makeProgram(line).parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      terminal.err(describeUnexpected(error));
      return exitCode.failed;
    }
    // Help and version end this way too, with 0.
    return error.exitCode === 0 ? exitCode.done : exitCode.misused;
  }
  return line.code;
};
