import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import pMap from "p-map";
import type { Gap } from "../../domain/history/gaps.ts";
import type { Verdict } from "../../domain/history/verdicts.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LogFields, Logger } from "../../ports/logger.ts";
import type { Measurements, Metrics } from "../../ports/metrics.ts";
import { backUpChanges, type NameReport, stillThere } from "./back-up-changes.ts";
import type { BackUpError } from "./complete-history.ts";
import { type Group, groupByParameter, type Message, type QueuedRecord } from "./group-by-parameter.ts";
import { failed, handled, type RecordOutcome } from "./record-outcome.ts";
import type { ScopedDependencies } from "./scopes.ts";

/** The dependencies of handling a batch. */
export interface ProcessDependencies extends ScopedDependencies {
  readonly metrics: Metrics;
  /** The limit of deletions for `sweep`; see `VerifyOptions.maxDeletedShare`. */
  readonly maxDeletedShare?: number;
}

/** The result of a batch: one outcome for every record, in the order of the records, and the number of new facts. */
export interface ProcessReport {
  readonly outcomes: ReadonlyArray<RecordOutcome>;
  /** How many facts are new in the store, over all names. */
  readonly appended: number;
  /** Versions that SSM dropped before anybody stored them. */
  readonly gaps: ReadonlyArray<NameGap>;
}

/** Lost versions of one name, both ends included. */
export interface NameGap extends Gap {
  readonly name: ParameterName;
}

/**
 * Names that are handled at once. Each name makes two or three calls, one after another, so up to 16 connections are in
 * use.
 */
const CONCURRENT_NAMES = 16;

/** The most event ids in a log line. A batch can hold thousands of events of one name. */
const LOGGED_EVENT_IDS = 10;

type NameResult = E.Either<BackUpError, NameReport>;

const fromVerdict = (message: Message, verdict: Verdict | undefined): RecordOutcome => {
  switch (verdict) {
    case "Deleted":
      return handled(message, "deleted");
    case "Gone":
      return handled(message, "gone");
    case "StillThere":
      return failed(message, stillThere._tag, stillThere.message);
    case "Stored":
      return handled(message, "stored");
    case "Unchanged":
      return handled(message, "unchanged");
    default:
      return failed(message, "Unexpected", "the event got no verdict, which is a bug in ssmbak");
  }
};

/** Milliseconds since the newest event. An older event may be a duplicate of an event that was handled long ago. */
const lagOf = (messages: ReadonlyArray<Message>, clock: Clock): number =>
  clock.now() - messages.reduce((newest, { event }) => Math.max(newest, event.time), 0);

const eventFields = (messages: ReadonlyArray<Message>, clock: Clock): LogFields => ({
  events: messages.length,
  eventIds: messages.slice(0, LOGGED_EVENT_IDS).map(({ event }) => event.id),
  lagMs: lagOf(messages, clock),
});

const isOnlyUnchanged = (verdicts: ReadonlySet<Verdict>): boolean => verdicts.size === 1 && verdicts.has("Unchanged");

const logReport = (logger: Logger, { appended, verdicts }: NameReport, known: LogFields): void => {
  const fields = { ...known, appended };
  const all = new Set(verdicts.values());
  if (all.has("StillThere")) logger.warn(stillThere.message, fields);
  if (all.has("Gone")) logger.info("gone before it could be handled", fields);
  else if (appended === 0 && isOnlyUnchanged(all)) logger.info("changes no value", fields);
  else logger.info(appended > 0 ? "stored" : "already stored", fields);
};

const gapsOf = (result: NameResult): ReadonlyArray<Gap> =>
  E.isRight(result) ? result.right.gaps : (result.left.gaps ?? []);

const logResult = ({ name, place: { logger }, messages }: Group, clock: Clock, result: NameResult): void => {
  const fields = { name, ...eventFields(messages, clock) };
  if (E.isRight(result)) {
    logReport(logger, result.right, fields);
    return;
  }
  const { _tag, message } = result.left;
  logger.error("could not be backed up; will be delivered again", { ...fields, reason: _tag, detail: message });
};

const outcomeOf = (message: Message, result: NameResult | undefined): RecordOutcome =>
  result !== undefined && E.isLeft(result)
    ? failed(message, result.left._tag, result.left.message)
    : fromVerdict(message, result?.right.verdicts.get(message.event));

const measure = (
  { outcomes, appended, gaps }: ProcessReport,
  slots: ReadonlyArray<RecordOutcome | Message>,
  lags: ReadonlyMap<string, number>,
): Measurements => {
  const addsNothing = (outcome: RecordOutcome, index: number): boolean => {
    const slot = slots[index];
    return (
      outcome._tag === "Handled" && (outcome.outcome === "gone" || slot?._tag !== "Message" || !lags.has(slot.key))
    );
  };
  return {
    stored: appended,
    skipped: outcomes.filter(addsNothing).length,
    failed: outcomes.filter(({ _tag }) => _tag === "Failed").length,
    gaps: gaps.length,
    lags: [...lags.values()],
  };
};

const backUpGroup = ({ clock }: ProcessDependencies, { name, place, messages }: Group): Promise<NameResult> =>
  pipe(
    place.open,
    TE.chain((sides) =>
      backUpChanges(sides)(
        name,
        messages.map(({ event }) => event),
        () => eventFields(messages, clock),
      ),
    ),
  )();

/**
 * Handles the records of a batch. Records of one parameter share one reading of the parameter's history. Different
 * parameters are handled at the same time (16 at once). A bad record or a failing name never affects other records.
 * Never rejects.
 */
export const processBatch =
  (dependencies: ProcessDependencies) =>
  async (records: ReadonlyArray<QueuedRecord>): Promise<ProcessReport> => {
    const { slots, waiting } = groupByParameter(dependencies, records);
    const results = new Map<string, NameResult>();
    const lags = new Map<string, number>();
    await pMap(
      waiting,
      async ([key, group]) => {
        const result = await backUpGroup(dependencies, group);
        logResult(group, dependencies.clock, result);
        if (E.isRight(result) && result.right.appended > 0) lags.set(key, lagOf(group.messages, dependencies.clock));
        results.set(key, result);
      },
      { concurrency: CONCURRENT_NAMES },
    );
    const done = [...results.values()].flatMap((result) => (E.isRight(result) ? [result.right] : []));
    const gapsIn = ([key, { name }]: readonly [string, Group]): ReadonlyArray<NameGap> => {
      const result = results.get(key);
      return result === undefined ? [] : gapsOf(result).map((gap) => ({ name, ...gap }));
    };
    const report: ProcessReport = {
      outcomes: slots.map((slot) => (slot._tag === "Message" ? outcomeOf(slot, results.get(slot.key)) : slot)),
      appended: done.reduce((sum, { appended }) => sum + appended, 0),
      gaps: [...waiting].flatMap(gapsIn),
    };
    dependencies.metrics.record(measure(report, slots, lags));
    return report;
  };
