import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ChangeEvent } from "../../domain/events/change-event.ts";
import type { Gap } from "../../domain/history/history.ts";
import { needsKeptHistory, tellsOfThePast, type Verdict } from "../../domain/history/reconciliation.ts";
import { needsKeptLabels } from "../../domain/history/relabellings.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Failure } from "../../ports/failure.ts";
import type { LogFields } from "../../ports/logger.ts";
import { type BackUpError, completeHistory, type HistoryDependencies } from "./complete-history.ts";
import { warnOfGaps } from "./warn-of-gaps.ts";

/** What was done for one name. */
export interface NameReport {
  readonly name: ParameterName;
  /** Records that are new in the store. */
  readonly appended: number;
  readonly verdicts: ReadonlyMap<ChangeEvent, Verdict>;
  /** Versions that SSM had dropped before they could be kept. */
  readonly gaps: ReadonlyArray<Gap>;
}

/**
 * The failure of a deletion that Parameter Store contradicts (verdict `StillThere`): its answer may be stale, so the
 * event has to be delivered again. Taking either side at once could hide a live parameter or lose a deletion.
 */
export const stillThere: Failure<"StillThere"> = {
  _tag: "StillThere",
  message: "the event says deleted, but Parameter Store still has versions from before that second; handle it again",
};

/**
 * Makes the kept history of one name complete after its events. The events are the trigger; what is kept comes from
 * SSM (design, section 1). Doing it again appends nothing. Versions that SSM had dropped are logged before the append.
 *
 * @param events Events of `name`, in any order. Those that move labels change no value; what they moved is kept.
 * @param fieldsOf What the log is to tell besides the name. Default: nothing.
 */
export const backUpChanges =
  (dependencies: HistoryDependencies) =>
  (
    name: ParameterName,
    events: ReadonlyArray<ChangeEvent>,
    fieldsOf: () => LogFields = () => ({}),
  ): TE.TaskEither<BackUpError, NameReport> =>
    pipe(
      completeHistory(dependencies)(name, {
        events,
        needsKept: (head) => needsKeptHistory(events, head),
        needsKeptBeside: (live) => tellsOfThePast(events, live) || needsKeptLabels(events, live),
        onGaps: (gaps) => warnOfGaps(dependencies.logger, gaps, { name, ...fieldsOf() }),
        append: true,
      }),
      TE.map(({ appended, verdicts, gaps }) => ({ name, appended, verdicts, gaps })),
    );
