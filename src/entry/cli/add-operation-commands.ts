import type { Command } from "commander";
import type { Operations } from "../../composition/compose-operations.ts";
import type { CommonOptions } from "./add-restore-commands.ts";
import { type BackfillOptions, runBackfill } from "./backfill-command.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

/** What adding commands needs of the command line. */
export interface OperationHost {
  readonly terminal: Terminal;
  /** Adds the options that every command has. */
  readonly withCommonOptions: (command: Command) => Command;
  /** Puts the service together, uses it, and lets it go. */
  readonly withOperations: (
    options: CommonOptions,
    use: (operations: Operations) => Promise<ExitCode>,
  ) => Promise<void>;
}

/** Adds `backfill`. */
export const addOperationCommands = (
  program: Command,
  { terminal, withCommonOptions, withOperations }: OperationHost,
): void => {
  withCommonOptions(
    program.command("backfill").argument("[path...]", "/app: one parameter, /app/: one level; default: all"),
  )
    .description(
      "keep every parameter that exists, with all the versions that there still are; without --yes a dry run",
    )
    .option("-r, --recursive", "all that is below the paths", false)
    .option("--yes", "write to the store", false)
    .option("--rate <number>", "histories to read a second, at most", "20")
    .action((paths: ReadonlyArray<string>, options: CommonOptions & BackfillOptions) =>
      withOperations(options, (operations) => runBackfill(operations, paths, options, terminal)),
    );
};
