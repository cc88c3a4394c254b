import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import * as E from "fp-ts/lib/Either.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import { compose, type Extensions } from "../../composition/compose.ts";
import type { Overrides } from "../../composition/config/configuration.ts";
import { findStore } from "../../composition/discovery/find-in-stack.ts";
import { awsOnDemand } from "../../composition/schemes/aws-on-demand.ts";
import type { CompositionError } from "../../composition/schemes/scheme.ts";
import { composeAnnouncer } from "../../composition/services/compose-announcer.ts";
import { composeOperations } from "../../composition/services/compose-operations.ts";
import { composeRestore } from "../../composition/services/compose-restore.ts";
import { composeWorker } from "../../composition/services/compose-worker.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { addDeadLetterCommands } from "./add-dead-letter-commands.ts";
import { addOperationCommands, type OperationHost } from "./add-operation-commands.ts";
import { addRestoreCommands } from "./add-restore-commands.ts";
import { addStackCommands } from "./add-stack-commands.ts";
import { type CommonOptions, withCommonOptions } from "./common-options.ts";
import { completionFor } from "./completion.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import { runLog } from "./log-command.ts";
import { runProcess } from "./process-command.ts";
import type { Terminal } from "./terminal.ts";
import { TerminalLogger } from "./terminal-logger.ts";
import { runVerify, type VerifyCommandOptions } from "./verify-command.ts";

const FORMS = `
Stores:   s3://BUCKET  sqlite:PATH  memory:   (or SSMBAK_STORE, or SSMBAK_BUCKET=BUCKET)
Sources:  ssm:[REGION][?role=ARN]  memory:       (or SSMBAK_SOURCE; default ssm:)
Settings: SSMBAK_LOG_LEVEL, SSMBAK_METRICS, SSMBAK_PLUGINS and the AWS SDK's own (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL, ...)
Exit:     0 done   1 something failed   2 wrong arguments or configuration   3 nothing kept of that name
          4 not complete: the store lacks, or contradicts, what Parameter Store has
          5 not confirmed: nothing was written, moved or changed   6 interrupted with something left: run it again to
          go on; of a redrive or a stack: AWS goes on by itself
`;

/** The version in package.json, which lies three folders up both in src/ and in dist/. */
const packageVersion = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
};

/** What an adapter or plugin throws may quote anything: its kind and place are told. */
const describeUnexpected = (error: unknown): string => {
  if (!(error instanceof Error)) return `unexpected failure (${typeof error})\n`;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line));
  return [`unexpected failure (${error.name})`, ...frames, ""].join("\n");
};

const OPTIONS: ReadonlySet<string> = new Set(["account", "region", "role"]);

const FLAGS: Readonly<Record<string, string>> = { SSMBAK_STORE: "--store", SSMBAK_SOURCE: "--source" };

/** The same setting is an option here, or is one alone. */
const describeFailure = (error: CompositionError): string => {
  if (error._tag !== "ConfigurationError") return `${error.message}\n`;
  const flag = FLAGS[error.setting];
  const onlyOption = OPTIONS.has(error.setting) ? "--" : "";
  return `${flag === undefined ? onlyOption : `${flag} or `}${error.message}\n`;
};

/** Nobody tells of a store that is named by hand whether it keeps several accounts. */
const hintOn = ({ store, account }: CommonOptions): string =>
  store === undefined || account === undefined
    ? ""
    : "--account: looked under its id and region; a store that keeps one account alone is read without it\n";

interface Closable {
  close(): TaskEither<StoreError, void>;
}

type Composed<Service> = (overrides: Overrides, extensions: Extensions) => TaskEither<CompositionError, Service>;

/** What a command sets before its user does. */
interface Presets {
  readonly overrides: Overrides;
  readonly extensions: Extensions;
}

/** The worker runs where the Lambda function would: its log and its metrics are lines of JSON. */
const forMachines: Presets = { overrides: { defaultMetrics: "emf" }, extensions: {} };

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
  let code: ExitCode = exitCode.done;

  // What matters of the log is printed for people; the log itself is for those who ask with SSMBAK_LOG_LEVEL.
  const forPeople: Presets = {
    overrides: { defaultLogLevel: "silent" },
    extensions: { logger: (level) => new TerminalLogger(level, terminal) },
  };

  const refuse = (message: string, ended: ExitCode): undefined => {
    terminal.err(message);
    code = ended;
    return undefined;
  };

  /** The service, or `undefined` after it was said why there is none. */
  const open = async <Service>(
    composed: Composed<Service>,
    { overrides, extensions: preset }: Presets,
    options: CommonOptions,
  ): Promise<Service | undefined> => {
    const { store, missing, unfit } = await findStore(options)();
    if (unfit !== undefined) return refuse(`${unfit}\n`, exitCode.misused);
    const service = await composed({ ...overrides, ...options, store }, { ...preset, ...extensions })();
    if (E.isRight(service)) return service.right;
    const why = missing === undefined ? "" : `${missing}\n`;
    return refuse(describeFailure(service.left) + why, exitCodeOf(service.left));
  };

  const using =
    <Service extends Closable>(composed: Composed<Service>, presets: Presets = forPeople) =>
    async (options: CommonOptions, use: (service: Service) => Promise<ExitCode>): Promise<void> => {
      const service = await open(composed, presets, options);
      if (service === undefined) return;
      try {
        code = await use(service);
        if (code === exitCode.nothingStored) terminal.err(hintOn(options));
      } finally {
        const closed = await service.close()();
        if (E.isLeft(closed)) terminal.err(`the store could not be closed: ${closed.left.message}\n`);
      }
    };

  const withSsmbak = using(compose(awsOnDemand));
  const withRestore = using(composeRestore(awsOnDemand));
  const withOperations = using(composeOperations(awsOnDemand));
  const withWorker: OperationHost["withWorker"] = (queue, options, use) =>
    using(composeWorker(awsOnDemand, queue), forMachines)(options, use);

  const withAnnouncer: OperationHost["withAnnouncer"] = (queue, options, use) =>
    using(composeAnnouncer(awsOnDemand, queue))({ ...options, store: "memory:" }, use);

  const program = new Command("ssmbak")
    .description("A time machine for AWS Systems Manager Parameter Store")
    .version(packageVersion())
    .addHelpText("afterAll", FORMS)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });

  withCommonOptions(program.command("process").argument("<file>", "a file, or - for standard input"))
    .description("back up what the events in a file tell of: an SQS event, EventBridge events, or JSON lines of either")
    .action((file: string, options: CommonOptions) =>
      withSsmbak(options, (ssmbak) => runProcess(ssmbak, file, options, terminal)),
    );

  withCommonOptions(program.command("log").argument("<name>", "a parameter's name"))
    .description("show the kept history of a parameter")
    .option("--show-values", "show values, secrets included", false)
    .action((name: string, options: CommonOptions & { readonly showValues: boolean }) =>
      // A history is read from the store alone: Parameter Store need not be within reach, nor its client be loaded.
      withSsmbak({ source: "memory:", ...options }, (ssmbak) => runLog(ssmbak, name, options, terminal)),
    );

  withCommonOptions(program.command("verify").argument("[path]", "/app: one parameter, /app/: one level; default: all"))
    .description("compare Parameter Store with what is kept")
    .option("-r, --recursive", "all that is below the path", false)
    .option("--repair", "keep what is missing", false)
    .option("--thorough", "compare every version with its value and attributes, not only the newest state", false)
    .option("--all", "name the complete ones too", false)
    .action((path: string | undefined, options: CommonOptions & VerifyCommandOptions) =>
      withSsmbak(options, (ssmbak) => runVerify(ssmbak, path, options, terminal)),
    );

  addRestoreCommands(program, { terminal, withRestore });
  addOperationCommands(program, { terminal, withOperations, withWorker, withAnnouncer });
  const end = (ended: ExitCode): void => {
    code = ended;
  };
  addDeadLetterCommands(program, { terminal, end });
  addStackCommands(program, { terminal, end });

  program
    .command("completion")
    .argument("<shell>", "bash, zsh or fish")
    .description("print the completion script for a shell")
    .action((shell: string) => {
      const script = completionFor(shell, program);
      if (script === undefined) terminal.err("SHELL: expected bash, zsh or fish\n");
      else terminal.out(script);
      code = script === undefined ? exitCode.misused : exitCode.done;
    });

  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      terminal.err(describeUnexpected(error));
      return exitCode.failed;
    }
    // Help and version end this way too, with 0.
    return error.exitCode === 0 ? exitCode.done : exitCode.misused;
  }
  return code;
};
