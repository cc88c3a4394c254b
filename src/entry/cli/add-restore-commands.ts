import { type Command, Option } from "commander";
import type { RestoreService } from "../../composition/services/compose-restore.ts";
import { type CommonOptions, regionArgument, withCommonOptions } from "./common-options.ts";
import type { ExitCode } from "./exit-code.ts";
import {
  type DiffOptions,
  type ExportOptions,
  runDiff,
  runExport,
  runShow,
  type ShowOptions,
} from "./look-back-commands.ts";
import { type PreviewOptions, type RestoreOptions, runPreview, runRestore } from "./restore-command.ts";
import type { Terminal } from "./terminal.ts";

/** What a command needs of the command line. */
export interface CommandHost {
  readonly terminal: Terminal;
  /** Composes the service, uses the service, and closes it. */
  readonly withRestore: (options: CommonOptions, use: (service: RestoreService) => Promise<ExitCode>) => Promise<void>;
}

const PATH = "/app: one parameter, /app/: one level";
const INSTANT = "2024-06-08T23:06:33Z, unix seconds, or '2h ago'";

/** The options that a plan was made with can't be changed when the plan is applied. */
const planFile = new Option("--plan <file>", "apply a plan that `preview --json` printed").conflicts([
  "recursive",
  "only",
  "prune",
  "to",
  "thorough",
  "allowRecreate",
  "showValues",
]);

/** Looking back needs the store alone: Parameter Store need not be within reach, nor its client be loaded. */
const storeOnly = (options: CommonOptions): CommonOptions => ({ source: "memory:", ...options });

const withPlanOptions = (command: Command): Command =>
  command
    .option("-r, --recursive", "all that is below the path", false)
    .option("--only <name...>", "only these names")
    .option("--prune", "delete what came into being after the instant", false)
    .option("--to <path>", "restore into another path, and leave the original alone")
    .option("--to-region <region>", "restore into another region", regionArgument)
    .option("--thorough", "also compare labels and tags of what has not changed since", false)
    .option("--allow-recreate", "delete and re-create where Parameter Store takes nothing else", false)
    .option("--diff", "show the attributes that differ", false)
    .option("--show-values", "show values, secrets included", false);

const addRestoring = (program: Command, { terminal, withRestore }: CommandHost): void => {
  withPlanOptions(withCommonOptions(program.command("preview").argument("<path>", PATH).argument("<instant>", INSTANT)))
    .description("show what restoring would do; writes nothing")
    .action((path: string, instant: string, options: CommonOptions & PreviewOptions) =>
      withRestore(options, (service) => runPreview(service, path, instant, options, terminal)),
    );
  withPlanOptions(withCommonOptions(program.command("restore").argument("[path]", PATH).argument("[instant]", INSTANT)))
    .description("bring a path back to what it was at an instant")
    .addOption(planFile)
    .option("--yes", "do not ask", false)
    .action((path: string | undefined, instant: string | undefined, options: CommonOptions & RestoreOptions) =>
      withRestore(options, (service) => runRestore(service, [path, instant], options, terminal)),
    );
};

const addLookingBack = (program: Command, { terminal, withRestore }: CommandHost): void => {
  withCommonOptions(program.command("show").argument("<name>", "a parameter's name"))
    .description("show a parameter as it was, with all its attributes")
    .option("--at <instant>", INSTANT, "now")
    .option("--show-values", "show values, secrets included", false)
    .action((name: string, options: CommonOptions & ShowOptions) =>
      withRestore(storeOnly(options), (service) => runShow(service, name, options, terminal)),
    );
  withCommonOptions(program.command("diff").argument("<path>", PATH))
    .description("show what changed between two instants")
    .requiredOption("--from <instant>", INSTANT)
    .option("--to <instant>", INSTANT, "now")
    .option("-r, --recursive", "all that is below the path", false)
    .option("--show-values", "show values, secrets included", false)
    .action((path: string, options: CommonOptions & DiffOptions) =>
      withRestore(storeOnly(options), (service) => runDiff(service, path, options, terminal)),
    );
  withCommonOptions(program.command("export").argument("<path>", PATH))
    .description("print the values of a path at an instant, secrets included")
    .requiredOption("--at <instant>", INSTANT)
    .option("--format <format>", "json, dotenv or shell", "json")
    .option("-r, --recursive", "all that is below the path", false)
    .action((path: string, options: CommonOptions & ExportOptions) =>
      withRestore(storeOnly(options), (service) => runExport(service, path, options, terminal)),
    );
};

/** Adds `preview`, `restore`, `show`, `diff` and `export`. */
export const addRestoreCommands = (program: Command, host: CommandHost): void => {
  addRestoring(program, host);
  addLookingBack(program, host);
};
