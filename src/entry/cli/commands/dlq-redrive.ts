import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { type DeadLetterService, deadLetterService } from "../../../composition/services/dead-letters.ts";
import type { Redrive } from "../../../ports/dead-letters.ts";
import type { QueueError } from "../../../ports/queue-error.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { type QueueOptions, withQueueOptions } from "../ui/common-options.ts";
import { confirm } from "../ui/confirm.ts";
import { type ExitCode, exitCode, exitCodeOf } from "../ui/exit-code.ts";
import { interruptible } from "../ui/interruptible.ts";
import { printable } from "../ui/table.ts";
import type { Terminal } from "../ui/terminal.ts";

const fail = (terminal: Terminal, error: QueueError): ExitCode => {
  terminal.err(`${printable(error.message)}\n`);
  return exitCodeOf(error);
};

const describe = ({ moved, toMove }: Redrive): string =>
  toMove === undefined ? `${moved} messages moved` : `${moved} of ${toMove} messages moved`;

/** Tells of progress: a line whenever more messages have moved. */
const tellOf = (terminal: Terminal): ((redrive: Redrive) => void) => {
  let told = "";
  return (redrive) => {
    const line = describe(redrive);
    if (redrive.status === "Running" && line !== told) terminal.err(`${line}\n`);
    told = line;
  };
};

const end = (redrive: Redrive, terminal: Terminal): ExitCode => {
  switch (redrive.status) {
    case "Completed":
      terminal.out(`${describe(redrive)}: what fails again will lie here again\n`);
      return exitCode.done;
    case "Running":
      terminal.err(`${describe(redrive)}; SQS goes on without being watched\n`);
      return exitCode.stopped;
    case "Cancelled":
      terminal.err(`${describe(redrive)}, then it was cancelled\n`);
      return exitCode.failed;
    case "Failed":
      terminal.err(`${describe(redrive)}, then it failed (${redrive.reason ?? "SQS gives no reason"})\n`);
      return exitCode.failed;
  }
};

/** `ssmbak dlq redrive`: moves dead letters back to the queue of the change events, and prints progress until the end. */
export const runRedrive = async (
  service: DeadLetterService,
  options: { readonly yes: boolean },
  terminal: Terminal,
): Promise<ExitCode> => {
  const outlook = await service.outlook()();
  if (E.isLeft(outlook)) return fail(terminal, outlook.left);
  const { messages, sources } = outlook.right;
  if (messages === 0) {
    terminal.err("nothing to move: the queue is empty, or somebody else has its messages in hand\n");
    return exitCode.done;
  }
  const text = `Move about ${messages} messages back to ${printable(sources.join(", "))}?`;
  if (!options.yes && terminal.screen === undefined) terminal.out(`${text}\n`);
  const question = { text, declined: "nothing was moved", lookAt: "ssmbak dlq list" };
  if (!(await confirm(question, options, terminal))) return exitCode.declined;
  const redrive = await interruptible((signal) => service.redriveDeadLetters(tellOf(terminal), signal)());
  return E.isLeft(redrive) ? fail(terminal, redrive.left) : end(redrive.right, terminal);
};

/** Adds `ssmbak dlq redrive`. */
export const addDlqRedrive = (dlq: Command, host: CommandHost): void => {
  withQueueOptions(dlq.command("redrive"))
    .description("move all messages in the dead-letter queue back to the queue that they came from")
    .option("--yes", "do not ask", false)
    .action((options: QueueOptions & { readonly yes: boolean }) =>
      host.use(
        deadLetterService(options.queue, options.region),
        {},
        (service) => runRedrive(service, options, host.terminal),
        { hasStore: false },
      ),
    );
};
