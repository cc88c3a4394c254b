import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import type { StackPlace, StackService } from "../../../composition/services/stacks.ts";
import type { ChangeSet } from "../../../ports/stacks.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { confirm } from "../ui/confirm.ts";
import { type ExitCode, exitCode } from "../ui/exit-code.ts";
import { failStack, stackCommand, stackQuestion, useStacks, watchStack } from "../ui/stack-command.ts";
import { describeChanges, describeNextSteps, describeOutputs } from "../ui/stack-view.ts";
import type { Terminal } from "../ui/terminal.ts";

/** How a stack is made or changed. */
export interface DeployOptions extends StackPlace {
  /** Parameters of the template, as NAME=VALUE. */
  readonly parameter?: ReadonlyArray<string>;
  readonly yes: boolean;
}

const readParameters = (given: ReadonlyArray<string>): Readonly<Record<string, string>> | undefined => {
  const pairs = given.map((text) => /^(\w+)=(.*)$/s.exec(text));
  return pairs.includes(null)
    ? undefined
    : Object.fromEntries(pairs.map((match) => [match?.[1] ?? "", match?.[2] ?? ""]));
};

/** Carries a change set out, after a question. */
const execute = async (
  service: StackService,
  name: string,
  changeSet: ChangeSet,
  options: DeployOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  terminal.out(describeChanges(changeSet));
  const question = stackQuestion(`${changeSet.kind === "CREATE" ? "Create" : "Update"} stack ${name}?`);
  if (!(await confirm(question, options, terminal))) {
    const discarded = await service.stacks.discard(changeSet)();
    return E.isLeft(discarded) ? failStack(terminal, discarded.left) : exitCode.declined;
  }
  const stack = await watchStack(service, changeSet.stackId, name, service.stacks.execute(changeSet), terminal);
  if (E.isLeft(stack)) return stack.left;
  terminal.out(`${describeOutputs(stack.right)}${describeNextSteps(stack.right)}`);
  return exitCode.done;
};

/** `ssmbak stack create` and `update`: shows the changes, asks, and prints events until the stack has settled. */
export const runDeploy = async (
  service: StackService,
  name: string,
  kind: ChangeSet["kind"],
  options: DeployOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const parameters = readParameters(options.parameter ?? []);
  if (parameters === undefined) {
    terminal.err("--parameter: expected NAME=VALUE; docs/deploy.md lists the parameters\n");
    return exitCode.misused;
  }
  const proposed = await service.proposeDeployment({ name, kind, parameters })();
  if (E.isLeft(proposed)) return failStack(terminal, proposed.left);
  if (O.isSome(proposed.right)) return execute(service, name, proposed.right.value, options, terminal);
  terminal.out(`nothing to change: stack ${name} is up to date\n`);
  return exitCode.done;
};

const KINDS = [
  ["create", "CREATE", "make a stack: bucket, queues, functions, alarms"],
  ["update", "UPDATE", "bring a stack to this version, and change its parameters"],
] as const;

/** Adds `ssmbak stack create` and `update`. */
export const addStackDeploy = (stack: Command, host: CommandHost): void => {
  for (const [command, kind, description] of KINDS) {
    stackCommand(stack, command, description)
      .option("-p, --parameter <name=value...>", "parameters of the template; docs/deploy.md lists them")
      .option("--artifact-bucket <bucket>", "bucket for the code; default: a bucket that is made for the code")
      .option("--yes", "do not ask", false)
      .action((name: string, options: DeployOptions) =>
        useStacks(host, name, options, (service) => runDeploy(service, name, kind, options, host.terminal)),
      );
  }
};
