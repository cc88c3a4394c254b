import pc from "picocolors";
import type { Announced } from "../../../application/operate/announce-parameters.ts";
import type { AnnouncerService } from "../../../composition/services/announcer.ts";
import { type Backfill, type BackfillOptions, describeTime, readBackfill } from "../ui/backfill-arguments.ts";
import { count } from "../ui/count.ts";
import { type ExitCode, exitCode, exitCodeOf } from "../ui/exit-code.ts";
import { FoundNames } from "../ui/found-names.ts";
import { interruptible } from "../ui/interruptible.ts";
import { progressOn } from "../ui/progress.ts";
import { takeAll } from "../ui/take-all.ts";
import type { Terminal } from "../ui/terminal.ts";

/** A batch holds ten events at most. A smaller batch takes a whole turn, too. */
const BATCH = 10;

type Counts = Readonly<Record<Announced["_tag"], number>>;

const NOTHING: Counts = { Pending: 0, Sent: 0, Untaken: 0 };

const totalOf = ({ Pending, Sent, Untaken }: Counts): number => Pending + Sent + Untaken;

const STATES: Readonly<Record<Announced["_tag"], string>> = { Pending: "to send", Sent: "sent", Untaken: "not taken" };

const describe = (one: Announced): string =>
  `${STATES[one._tag].padEnd(9)}  ${one.name}${one._tag === "Untaken" ? `  ${one.reason}` : ""}`;

const toJson = (one: Announced): string =>
  JSON.stringify({
    name: one.name,
    state: STATES[one._tag],
    ...(one._tag === "Untaken" ? { reason: one.reason } : {}),
  });

const describeCounts = (counts: Counts, queue: string): string => {
  const { Pending, Sent, Untaken } = counts;
  const parts = [
    Pending > 0 || totalOf(counts) === 0 ? `${count(Pending, "event")} to send to ${queue}` : undefined,
    Sent > 0 ? `${count(Sent, "event")} sent to ${queue}` : undefined,
    Untaken > 0 ? `${Untaken} not taken` : undefined,
  ].filter((part) => part !== undefined);
  const line = `${count(totalOf(counts), "parameter")}: ${parts.join(", ")}`;
  return Untaken > 0 ? pc.red(line) : pc.green(line);
};

const AGAIN = "run the same command again: an event that is sent twice adds nothing";

const print = (
  counts: Counts,
  queue: string,
  stopped: boolean,
  { json, yes }: BackfillOptions,
  { rate }: Backfill,
  terminal: Terminal,
): void => {
  const { Pending: pending, Sent: sent, Untaken: untaken } = counts;
  const summary = { parameters: totalOf(counts), pending, sent, untaken, stopped };
  terminal.out(json ? `${JSON.stringify({ summary })}\n` : `${describeCounts(counts, queue)}\n`);
  if (stopped) terminal.err(`stopped: ${AGAIN}\n`);
  else if (untaken > 0) terminal.err(`${AGAIN}\n`);
  else if (!yes && pending > 0) {
    terminal.err(`nothing was sent: with --yes the events are sent, in about ${describeTime(pending, rate)} or more\n`);
  } else if (sent > 0) {
    terminal.err("whatever handles the queue stores their histories: ssmbak verify tells when all are stored\n");
  }
};

const codeFor = ({ Untaken }: Counts, stopped: boolean): ExitCode => {
  if (stopped) return exitCode.stopped;
  return Untaken > 0 ? exitCode.failed : exitCode.done;
};

/** `ssmbak backfill --via-queue`: sends an event for every parameter. Whatever handles the queue stores the parameters. */
export const runQueueBackfill = async (
  announcer: AnnouncerService,
  paths: ReadonlyArray<string>,
  options: BackfillOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const what = readBackfill(paths, options, terminal);
  if (what === undefined) return exitCode.misused;
  const progress = progressOn(terminal);
  const names = new FoundNames(what.selections);
  let counts = NOTHING;
  const onListed = (parameters: number): void => progress.start(parameters, "parameters");
  const tell = (one: Announced): void => {
    // A dry run prints every name. A real run prints only names that somebody may have to look at.
    if (!options.json && one._tag === "Sent") return;
    progress.clear();
    terminal.out(`${options.json ? toJson(one) : describe(one)}\n`);
  };
  return interruptible(async (signal) => {
    const announced = announcer.announceParameters(what.rate / BATCH);
    const ones = announced(what.selections, { send: options.yes, signal, onListed });
    const failure = await takeAll(ones, progress, terminal, (one) => {
      counts = { ...counts, [one._tag]: counts[one._tag] + 1 };
      names.add(one.name);
      tell(one);
    });
    if (failure !== undefined) {
      if (counts.Sent > 0) terminal.err(`${count(counts.Sent, "event")} sent before that; ${AGAIN}\n`);
      return exitCodeOf(failure);
    }
    print(counts, announcer.queue, signal.aborted, options, what, terminal);
    const code = codeFor(counts, signal.aborted);
    return signal.aborted ? code : names.check(code, terminal);
  });
};
