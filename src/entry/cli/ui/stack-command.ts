import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import { hasFailed, isMoving } from "../../../application/operate/deploy-stack.ts";
import { type StackPlace, type StackService, stackService } from "../../../composition/services/stacks.ts";
import type { StackError } from "../../../ports/stack-error.ts";
import type { Stack, StackEvent } from "../../../ports/stacks.ts";
import type { CommandHost } from "./command-host.ts";
import { regionArgument } from "./common-options.ts";
import type { Question } from "./confirm.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import { interruptible } from "./interruptible.ts";
import { describeEvent } from "./stack-view.ts";
import { printable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** Rule of CloudFormation for the names of stacks (API reference of CreateChangeSet). */
const NAME = /^[a-zA-Z][a-zA-Z0-9-]{0,127}$/;

/** Makes a subcommand of `ssmbak stack` with the argument NAME and the option `--region`. */
export const stackCommand = (stack: Command, command: string, description: string): Command =>
  stack
    .command(command)
    .argument("<name>", "the stack's name")
    .description(description)
    .option("--region <region>", "region of the stack", regionArgument);

/** Runs a command on the service of stacks, unless CloudFormation would not take the name. */
export const useStacks = async (
  host: CommandHost,
  name: string,
  place: StackPlace,
  run: (service: StackService) => Promise<ExitCode>,
): Promise<void> => {
  if (NAME.test(name)) return host.use(stackService(place), {}, run, { hasStore: false });
  host.terminal.err("NAME: expected a letter, then letters, digits and hyphens, at most 128\n");
  host.end(exitCode.misused);
};

/** Says why a stack could not be worked on. */
export const failStack = (terminal: Terminal, error: StackError): ExitCode => {
  terminal.err(`${printable(error.message)}\n`);
  return exitCodeOf(error);
};

/** The question before a stack is changed. */
export const stackQuestion = (text: string): Question => ({ text, declined: "nothing was changed", lookAt: "this" });

/** Finds a stack by name. `Left` after a message that says why no stack was found. */
export const findStack = async (
  { stacks }: StackService,
  name: string,
  terminal: Terminal,
): Promise<E.Either<ExitCode, Stack>> => {
  const stack = await stacks.describe(name)();
  if (E.isLeft(stack)) return E.left(failStack(terminal, stack.left));
  if (O.isSome(stack.right)) return E.right(stack.right.value);
  terminal.err(`there is no stack ${name} in this account and region\n`);
  return E.left(exitCode.misused);
};

/** Says why a stack failed. The first failure is the cause; other resources are cancelled because of the cause. */
const explainFailure = (stack: Stack, name: string, [cause]: ReadonlyArray<StackEvent>, terminal: Terminal): void => {
  const why = cause === undefined ? (stack.reason ?? "") : `${cause.resource}: ${cause.reason ?? cause.status}`;
  terminal.err(`stack ${name} ended as ${stack.status}. ${printable(why)}\n`);
  if (stack.status.startsWith("ROLLBACK")) {
    terminal.err(`mend that, then: ssmbak stack delete ${name}, and create it again\n`);
  }
};

/** Begins a change of a stack and prints every event until the stack has settled; `Left` after a message says why not. */
export const watchStack = async (
  service: StackService,
  stackId: string,
  name: string,
  begin: TaskEither<StackError, void>,
  terminal: Terminal,
): Promise<E.Either<ExitCode, Stack>> => {
  const failed: StackEvent[] = [];
  const tell = (event: StackEvent): void => {
    if (/FAILED/.test(event.status)) failed.push(event);
    terminal.out(describeEvent(event));
  };
  const settled = await interruptible((signal) => service.followStack(stackId, begin, tell, signal)());
  if (E.isLeft(settled)) return E.left(failStack(terminal, settled.left));
  const stack = settled.right;
  if (isMoving(stack.status)) {
    terminal.err(`CloudFormation goes on without being watched: ssmbak stack status ${name}\n`);
    return E.left(exitCode.stopped);
  }
  if (!hasFailed(stack.status)) return E.right(stack);
  explainFailure(stack, name, failed, terminal);
  return E.left(exitCode.failed);
};
