import pc from "picocolors";
import type { Announced } from "../../application/operate/announce-parameters.ts";
import type { Announcer } from "../../composition/services/compose-announcer.ts";
import { type Backfill, type BackfillOptions, count, describeTime, readBackfill } from "./backfill-arguments.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import { FoundNames } from "./found-names.ts";
import { interruptible } from "./interruptible.ts";
import { progressOn } from "./progress.ts";
import { takeAll } from "./take-all.ts";
import type { Terminal } from "./terminal.ts";

/** A batch holds ten events at most; a part of one takes its turn all the same. */
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

const AGAIN = "run the same command again: what is sent twice is kept once";

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
    terminal.err(`nothing was sent: --yes does it, in about ${describeTime(pending, rate)} or more\n`);
  } else if (sent > 0) {
    terminal.err("what handles the queue keeps their histories: ssmbak verify tells when all is kept\n");
  }
};

const codeFor = ({ Untaken }: Counts, stopped: boolean): ExitCode => {
  if (stopped) return exitCode.stopped;
  return Untaken > 0 ? exitCode.failed : exitCode.done;
};

/** `ssmbak backfill --via-queue`: has whatever handles the queue bring every parameter that exists into its store. */
export const runQueueBackfill = async (
  announcer: Announcer,
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
    // A dry run names what it would send, a real one only what somebody may have to look at.
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
