import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { composeStacks, type StackPlace, type StackService } from "../../composition/services/compose-stacks.ts";
import { regionArgument } from "./common-options.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { runDelete, runDeploy, runOutputs, runStatus, type StackOptions } from "./stack-command.ts";
import type { Terminal } from "./terminal.ts";

/** What adding commands needs of the command line. */
export interface StackHost {
  readonly terminal: Terminal;
  /** Takes the exit code of the command. */
  readonly end: (code: ExitCode) => void;
}

type DeployOptions = StackOptions & StackPlace;

/** CloudFormation's rule for the names of stacks (API reference of CreateChangeSet). */
const NAME = /^[a-zA-Z][a-zA-Z0-9-]{0,127}$/;

const using =
  ({ terminal, end }: StackHost) =>
  async (name: string, place: StackPlace, use: (service: StackService) => Promise<ExitCode>): Promise<void> => {
    if (!NAME.test(name)) {
      terminal.err("NAME: expected a letter, then letters, digits and hyphens, at most 128\n");
      end(exitCode.misused);
      return;
    }
    const service = await composeStacks(place)();
    if (E.isLeft(service)) {
      terminal.err(`${service.left.message}\n`);
      end(exitCode.misused);
      return;
    }
    try {
      end(await use(service.right));
    } finally {
      service.right.close();
    }
  };

/** Adds `stack create`, `update`, `status`, `outputs` and `delete`. */
export const addStackCommands = (program: Command, host: StackHost): void => {
  const { terminal } = host;
  const withService = using(host);
  const stack = program.command("stack").description("make, change and look at a stack that backs everything up");
  const named = (command: string, description: string): Command =>
    stack
      .command(command)
      .argument("<name>", "the stack's name")
      .description(description)
      .option("--region <region>", "where the stack is", regionArgument);

  for (const [command, kind, description] of [
    ["create", "CREATE", "make a stack: bucket, queues, functions, alarms"],
    ["update", "UPDATE", "bring a stack to this version, and change its parameters"],
  ] as const) {
    named(command, description)
      .option("-p, --parameter <name=value...>", "parameters of the template; docs/deploy.md lists them")
      .option("--artifact-bucket <bucket>", "where to upload the code; default: a bucket that is made for it")
      .option("--yes", "do not ask", false)
      .action((name: string, options: DeployOptions) =>
        withService(name, options, (service) => runDeploy(service, name, kind, options, terminal)),
      );
  }
  named("status", "show how a stack is, and what failed last").action((name: string, options: StackPlace) =>
    withService(name, options, (service) => runStatus(service, name, terminal)),
  );
  named("outputs", "show what a stack tells of itself")
    .option("--json", "print JSON", false)
    .action((name: string, options: StackPlace & { readonly json: boolean }) =>
      withService(name, options, (service) => runOutputs(service, name, options, terminal)),
    );
  named("delete", "delete a stack; its bucket stays")
    .option("--yes", "do not ask", false)
    .action((name: string, options: StackPlace & { readonly yes: boolean }) =>
      withService(name, options, (service) => runDelete(service, name, options, terminal)),
    );
};
