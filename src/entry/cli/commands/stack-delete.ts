import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import type { StackPlace, StackService } from "../../../composition/services/stacks.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { confirm } from "../ui/confirm.ts";
import { type ExitCode, exitCode } from "../ui/exit-code.ts";
import { findStack, stackCommand, stackQuestion, useStacks, watchStack } from "../ui/stack-command.ts";
import type { Terminal } from "../ui/terminal.ts";

/** `ssmbak stack delete`: asks, deletes, and prints events until the stack is gone. The bucket stays. */
export const runDelete = async (
  service: StackService,
  name: string,
  options: { readonly yes: boolean },
  terminal: Terminal,
): Promise<ExitCode> => {
  const found = await findStack(service, name, terminal);
  if (E.isLeft(found)) return found.left;
  const { id, outputs } = found.right;
  const bucket = outputs["BucketName"];
  if (bucket !== undefined) terminal.out(`bucket ${bucket} stays, with everything in it\n`);
  const question = stackQuestion(`Delete stack ${name}? From then on changes are no longer backed up.`);
  if (!(await confirm(question, options, terminal))) return exitCode.declined;
  const gone = await watchStack(service, id, name, service.stacks.remove(id), terminal);
  return E.isLeft(gone) ? gone.left : exitCode.done;
};

/** Adds `ssmbak stack delete`. */
export const addStackDelete = (stack: Command, host: CommandHost): void => {
  stackCommand(stack, "delete", "delete a stack; the bucket stays")
    .option("--yes", "do not ask", false)
    .action((name: string, options: StackPlace & { readonly yes: boolean }) =>
      useStacks(host, name, options, (service) => runDelete(service, name, options, host.terminal)),
    );
};
