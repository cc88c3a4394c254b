import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import type { StackPlace, StackService } from "../../../composition/services/stacks.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { type ExitCode, exitCode } from "../ui/exit-code.ts";
import { findStack, stackCommand, useStacks } from "../ui/stack-command.ts";
import { describeOutputs } from "../ui/stack-view.ts";
import type { Terminal } from "../ui/terminal.ts";

/** `ssmbak stack outputs`: prints the outputs of a stack, such as the names of bucket and queues. */
export const runOutputs = async (
  service: StackService,
  name: string,
  { json }: { readonly json: boolean },
  terminal: Terminal,
): Promise<ExitCode> => {
  const stack = await findStack(service, name, terminal);
  if (E.isLeft(stack)) return stack.left;
  terminal.out(json ? `${JSON.stringify(stack.right.outputs, null, 2)}\n` : describeOutputs(stack.right));
  return exitCode.done;
};

/** Adds `ssmbak stack outputs`. */
export const addStackOutputs = (stack: Command, host: CommandHost): void => {
  stackCommand(stack, "outputs", "show the outputs of a stack: bucket, queues and more")
    .option("--json", "print JSON", false)
    .action((name: string, options: StackPlace & { readonly json: boolean }) =>
      useStacks(host, name, options, (service) => runOutputs(service, name, options, host.terminal)),
    );
};
