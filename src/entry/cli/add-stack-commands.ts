import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { composeStacks, type StackService } from "../../composition/compose-stacks.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { runDelete, runDeploy, runOutputs, runStatus, type StackOptions } from "./stack-command.ts";
import type { Terminal } from "./terminal.ts";

/** What adding commands needs of the command line. */
export interface StackHost {
  readonly terminal: Terminal;
  /** Takes the exit code of the command. */
  readonly end: (code: ExitCode) => void;
}

interface DeployOptions extends StackOptions {
  readonly artifactBucket?: string;
}

/** CloudFormation's rule for the names of stacks (API reference of CreateChangeSet). */
const NAME = /^[a-zA-Z][a-zA-Z0-9-]{0,127}$/;

const using =
  ({ terminal, end }: StackHost) =>
  async (
    name: string,
    bucket: string | undefined,
    use: (service: StackService) => Promise<ExitCode>,
  ): Promise<void> => {
    if (!NAME.test(name)) {
      terminal.err("NAME: expected a letter, then letters, digits and hyphens, at most 128\n");
      end(exitCode.misused);
      return;
    }
    const service = await composeStacks(bucket)();
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
    stack.command(command).argument("<name>", "the stack's name").description(description);

  for (const [command, kind, description] of [
    ["create", "CREATE", "make a stack: bucket, queues, functions, alarms"],
    ["update", "UPDATE", "bring a stack to this version, and change its parameters"],
  ] as const) {
    named(command, description)
      .option("-p, --parameter <name=value...>", "parameters of the template; docs/deploy.md lists them")
      .option("--artifact-bucket <bucket>", "where to upload the code; default: a bucket that is made for it")
      .option("--yes", "do not ask", false)
      .action((name: string, options: DeployOptions) =>
        withService(name, options.artifactBucket, (service) => runDeploy(service, name, kind, options, terminal)),
      );
  }
  named("status", "show how a stack is, and what failed last").action((name: string) =>
    withService(name, undefined, (service) => runStatus(service, name, terminal)),
  );
  named("outputs", "show what a stack tells of itself")
    .option("--json", "print JSON", false)
    .action((name: string, options: { readonly json: boolean }) =>
      withService(name, undefined, (service) => runOutputs(service, name, options, terminal)),
    );
  named("delete", "delete a stack; its bucket stays")
    .option("--yes", "do not ask", false)
    .action((name: string, options: { readonly yes: boolean }) =>
      withService(name, undefined, (service) => runDelete(service, name, options, terminal)),
    );
};
