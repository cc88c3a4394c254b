import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { composeDeadLetters, type DeadLetterService } from "../../composition/services/compose-dead-letters.ts";
import { regionArgument } from "./common-options.ts";
import { type ListOptions, runList } from "./dead-letter-command.ts";
import { type ExitCode, exitCodeOf } from "./exit-code.ts";
import { runRedrive } from "./redrive-command.ts";
import type { Terminal } from "./terminal.ts";

/** What adding commands needs of the command line. */
export interface DeadLetterHost {
  readonly terminal: Terminal;
  /** Takes the exit code of the command. */
  readonly end: (code: ExitCode) => void;
}

interface QueueOptions {
  readonly queue?: string;
  readonly region?: string;
}

const using =
  ({ terminal, end }: DeadLetterHost) =>
  async ({ queue, region }: QueueOptions, use: (service: DeadLetterService) => Promise<ExitCode>): Promise<void> => {
    const service = await composeDeadLetters(queue, region)();
    if (E.isLeft(service)) {
      terminal.err(`${service.left.message}\n`);
      end(exitCodeOf(service.left));
      return;
    }
    try {
      end(await use(service.right));
    } finally {
      service.right.close();
    }
  };

/** Adds `dlq list` and `dlq redrive`. */
export const addDeadLetterCommands = (program: Command, host: DeadLetterHost): void => {
  const { terminal } = host;
  const withService = using(host);
  const dlq = program
    .command("dlq")
    .description("look at change events that could not be handled, and have them handled again");
  const onQueue = (command: string, description: string): Command =>
    dlq
      .command(command)
      .description(description)
      .option("--queue <url>", "the dead-letter queue; default: that of the stack")
      .option("--region <region>", "where the stack is", regionArgument);
  onQueue("list", "show what lies in the dead-letter queue; it stays there")
    .option("--limit <number>", "messages to look at, at most", "100")
    .option("--json", "print a line of JSON for each message", false)
    .action((options: QueueOptions & ListOptions) =>
      withService(options, (service) => runList(service, options, terminal)),
    );
  onQueue("redrive", "move everything in the dead-letter queue back to where it came from")
    .option("--yes", "do not ask", false)
    .action((options: QueueOptions & { readonly yes: boolean }) =>
      withService(options, (service) => runRedrive(service, options, terminal)),
    );
};
