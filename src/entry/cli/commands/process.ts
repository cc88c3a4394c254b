import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import pc from "picocolors";
import { statusOf } from "../../../adapters/aws-lambda/batch-response.ts";
import { decodeSqsEvent } from "../../../adapters/aws-lambda/sqs-event.ts";
import type { NameGap, ProcessReport } from "../../../application/backup/process-batch.ts";
import type { FailedRecord, RecordOutcome } from "../../../application/backup/record-outcome.ts";
import { type BackupService, backupService } from "../../../composition/services/backup.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { type CommonOptions, withCommonOptions } from "../ui/common-options.ts";
import { count } from "../ui/count.ts";
import { type ExitCode, exitCode } from "../ui/exit-code.ts";
import { readInput, toSqsEvents } from "../ui/read-events.ts";
import { printable, renderTable } from "../ui/table.ts";
import type { Terminal } from "../ui/terminal.ts";

const isFailed = (outcome: RecordOutcome): outcome is FailedRecord => outcome._tag === "Failed";

const countRows = (outcomes: ReadonlyArray<RecordOutcome>): ReadonlyArray<ReadonlyArray<string>> => {
  const counts = new Map<string, { readonly row: ReadonlyArray<string>; events: number }>();
  for (const outcome of outcomes) {
    const row = isFailed(outcome)
      ? [outcome.name ?? `(${outcome.messageId})`, "failed", outcome.reason]
      : [outcome.name, outcome.outcome, String(statusOf(outcome.outcome))];
    const key = JSON.stringify(row);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { row, events: 1 });
    else known.events += 1;
  }
  return [...counts.values()].map(({ row, events }) => [...row, String(events)]);
};

const withStatus = (outcome: RecordOutcome) =>
  isFailed(outcome) ? outcome : { ...outcome, status: statusOf(outcome.outcome) };

const print = ({ out, err }: Terminal, { outcomes, appended, gaps }: ProcessReport): void => {
  const failures = outcomes.filter(isFailed);
  if (outcomes.length > 0) out(renderTable(["NAME", "OUTCOME", "STATUS", "EVENTS"], countRows(outcomes)));
  const handled = count(outcomes.length, "event");
  const message = `${handled} handled, ${count(appended, "fact")} new in the store, ${failures.length} failed\n`;
  out(failures.length === 0 ? message : pc.red(message));
  const complaints = failures.map(({ name, messageId, message: why }) => `${name ?? printable(messageId)}: ${why}\n`);
  for (const complaint of new Set(complaints)) err(complaint);
  for (const { name, fromVersion, toVersion } of gaps) {
    err(
      `${name}: versions ${fromVersion} to ${toVersion} were lost: Parameter Store had dropped them before they could be stored\n`,
    );
  }
};

const runProcess = async (
  service: BackupService,
  file: string,
  options: { readonly json: boolean },
  terminal: Terminal,
): Promise<ExitCode> => {
  const content = await readInput(file, terminal);
  if (E.isLeft(content)) {
    terminal.err(`${printable(file)}: can't be read (${content.left})\n`);
    return exitCode.misused;
  }
  const outcomes: RecordOutcome[] = [];
  const gaps: NameGap[] = [];
  let appended = 0;
  for (const event of toSqsEvents(content.right)) {
    const decoded = decodeSqsEvent(event);
    if (E.isLeft(decoded)) {
      terminal.err(`${decoded.left.message}\n`);
      return exitCode.failed;
    }
    const report = await service.processBatch(decoded.right.Records);
    outcomes.push(...report.outcomes);
    gaps.push(...report.gaps);
    appended += report.appended;
  }
  const report: ProcessReport = { outcomes, appended, gaps };
  if (options.json) terminal.out(`${JSON.stringify({ ...report, outcomes: outcomes.map(withStatus) }, null, 2)}\n`);
  else print(terminal, report);
  return outcomes.some(isFailed) ? exitCode.failed : exitCode.done;
};

/** Adds `ssmbak process`: handles the events of a file with the code of the Lambda handler. */
export const addProcess = (program: Command, host: CommandHost): void => {
  withCommonOptions(program.command("process").argument("<file>", "a file, or - for standard input"))
    .description(
      "back up the parameters that the events in a file name: an SQS event, EventBridge events, or JSON lines",
    )
    .action((file: string, options: CommonOptions) =>
      host.use(backupService, options, (service) => runProcess(service, file, options, host.terminal)),
    );
};
