import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import type { DeadLetterListing, ListedDeadLetter } from "../../../application/operate/list-dead-letters.ts";
import { type DeadLetterService, deadLetterService } from "../../../composition/services/dead-letters.ts";
import type { ChangeEvent } from "../../../domain/events/change-event.ts";
import type { Millis } from "../../../domain/model/time.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { type QueueOptions, withQueueOptions } from "../ui/common-options.ts";
import { type ExitCode, exitCode, exitCodeOf } from "../ui/exit-code.ts";
import { readNumber } from "../ui/read-number.ts";
import { printable, renderTable } from "../ui/table.ts";
import type { Terminal } from "../ui/terminal.ts";

/** The options of `ssmbak dlq list`. */
export interface ListOptions extends QueueOptions {
  readonly limit: string;
  readonly json: boolean;
}

const MOST = 1_000;

const HEADINGS = ["SENT (UTC)", "NAME", "OPERATION", "EVENT (UTC)", "RECEIVED", "REASON"];

/** The reason for a good event: the queue does not know the reason, the log does. */
const UNTOLD = "handling it failed; the log says why";

const timeOf = (time: Millis | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString().replace(".000Z", "Z");

const reasonOf = ({ event }: ListedDeadLetter): string => (E.isLeft(event) ? event.left.message : UNTOLD);

const toRow = (letter: ListedDeadLetter): ReadonlyArray<string> => {
  const { event, sentAt, receives } = letter;
  const [name, operation, time] = E.isLeft(event)
    ? ["-", "-", "-"]
    : [event.right.name, event.right.operation, timeOf(event.right.time) ?? "-"];
  return [timeOf(sentAt) ?? "?", name, operation, time, String(receives), reasonOf(letter)];
};

const toldBy = ({ name, account, region, operation, time }: ChangeEvent) => ({
  name,
  account,
  region,
  operation,
  time: timeOf(time),
});

const toJson = (letter: ListedDeadLetter): string => {
  const { event, messageId, sentAt, receives } = letter;
  const told = E.isLeft(event) ? { reason: event.left.message } : toldBy(event.right);
  return `${JSON.stringify({ messageId, sentAt: timeOf(sentAt), receives, ...told })}\n`;
};

const print = ({ letters, hidden }: DeadLetterListing, limit: number, json: boolean, terminal: Terminal): void => {
  if (json) terminal.out(letters.map(toJson).join(""));
  else if (letters.length > 0) terminal.out(renderTable(HEADINGS, letters.map(toRow)));
  if (letters.length === 0) {
    terminal.err("nothing lies there: the queue is empty, or somebody else has its messages in hand\n");
  }
  if (letters.length === limit) terminal.err(`there may be more than these ${limit}: --limit shows up to ${MOST}\n`);
  if (hidden > 0) {
    terminal.err(
      `${hidden} of them could not be put back at once (sqs:ChangeMessageVisibility): a minute hides them\n`,
    );
  }
};

/** `ssmbak dlq list`: prints the messages of a dead-letter queue. Bodies may hold any text, and are never printed. */
export const runList = async (
  service: DeadLetterService,
  options: ListOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const limit = readNumber(terminal, "--limit", options.limit, 1, MOST);
  if (limit === undefined) return exitCode.misused;
  const listing = await service.listDeadLetters(limit)();
  if (E.isLeft(listing)) {
    terminal.err(`${printable(listing.left.message)}\n`);
    return exitCodeOf(listing.left);
  }
  print(listing.right, limit, options.json, terminal);
  return exitCode.done;
};

/** Adds `ssmbak dlq list`. */
export const addDlqList = (dlq: Command, host: CommandHost): void => {
  withQueueOptions(dlq.command("list"))
    .description("show the messages in the dead-letter queue; they stay in the queue")
    .option("--limit <number>", "messages to look at, at most", "100")
    .option("--json", "print a line of JSON for each message", false)
    .action((options: ListOptions) =>
      host.use(
        deadLetterService(options.queue, options.region),
        {},
        (service) => runList(service, options, host.terminal),
        { hasStore: false },
      ),
    );
};
