import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { hasFailed } from "../../../application/operate/deploy-stack.ts";
import type { StackPlace, StackService } from "../../../composition/services/stacks.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { type ExitCode, exitCode } from "../ui/exit-code.ts";
import { failStack, findStack, stackCommand, useStacks } from "../ui/stack-command.ts";
import { describeEvent } from "../ui/stack-view.ts";
import { printable } from "../ui/table.ts";
import type { Terminal } from "../ui/terminal.ts";

/** How many failures of the past are shown. */
const SHOWN_FAILURES = 10;

/** `ssmbak stack status`: the stack's status, and the last failures. */
export const runStatus = async (service: StackService, name: string, terminal: Terminal): Promise<ExitCode> => {
  const stack = await findStack(service, name, terminal);
  if (E.isLeft(stack)) return stack.left;
  const { id, status, reason } = stack.right;
  const events = await service.stacks.events(id)();
  if (E.isLeft(events)) return failStack(terminal, events.left);
  terminal.out(`${name}  ${status}${reason === undefined ? "" : `: ${printable(reason)}`}\n`);
  const failures = events.right.filter((event) => /FAILED/.test(event.status));
  for (const event of failures.slice(-SHOWN_FAILURES)) terminal.out(describeEvent(event));
  return hasFailed(status) ? exitCode.failed : exitCode.done;
};

/** Adds `ssmbak stack status`. */
export const addStackStatus = (stack: Command, host: CommandHost): void => {
  stackCommand(stack, "status", "show the status of a stack, and what failed last").action(
    (name: string, options: StackPlace) =>
      useStacks(host, name, options, (service) => runStatus(service, name, host.terminal)),
  );
};
