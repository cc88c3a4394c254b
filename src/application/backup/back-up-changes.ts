import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ChangeEvent } from "../../domain/events/change-event.ts";
import type { Gap } from "../../domain/history/gaps.ts";
import type { Verdict } from "../../domain/history/verdicts.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Scope } from "../../domain/model/scope.ts";
import type { Failure } from "../../ports/failure.ts";
import type { LogFields } from "../../ports/logger.ts";
import { type BackUpError, completeHistory, type HistoryDependencies } from "./complete-history.ts";
import { warnOfGaps } from "./warn-of-gaps.ts";

/** What was done for one name. */
export interface NameReport {
  readonly name: ParameterName;
  /** How many facts are new in the store. */
  readonly appended: number;
  readonly verdicts: ReadonlyMap<ChangeEvent, Verdict>;
  /** Versions that SSM had dropped before they could be stored. */
  readonly gaps: ReadonlyArray<Gap>;
}

/**
 * The failure of a deletion that Parameter Store contradicts (verdict `StillThere`): its answer may be stale, so the
 * event has to be delivered again. Taking either side at once could hide an existing parameter or lose a deletion.
 */
export const stillThere: Failure<"StillThere"> = {
  _tag: "StillThere",
  message: "the event says deleted, but Parameter Store still has versions from before that second; handle it again",
};

/** Whose parameter events tell of: AWS's events say so, events of one's own making may not. */
const ownerIn = (events: ReadonlyArray<ChangeEvent>): Scope | undefined => {
  for (const { account, region } of events) {
    if (account !== undefined && region !== undefined) return { account, region };
  }
  return undefined;
};

/**
 * Completes the stored facts of one name after its change events. The events are the trigger; what is stored comes from
 * Parameter Store, but for deletions and label changes, which only events tell of. Doing it again appends nothing.
 * Versions that Parameter Store had dropped are logged before the append.
 *
 * @param events Events of `name`, in any order.
 * @param fieldsOf What the log is to tell besides the name. Default: nothing.
 */
export const backUpChanges =
  (dependencies: HistoryDependencies) =>
  (
    name: ParameterName,
    events: ReadonlyArray<ChangeEvent>,
    fieldsOf: () => LogFields = () => ({}),
  ): TE.TaskEither<BackUpError, NameReport> => {
    const owner = dependencies.owner ?? ownerIn(events);
    return pipe(
      completeHistory({ ...dependencies, ...(owner === undefined ? {} : { owner }) })(name, {
        events,
        onGaps: (gaps) => warnOfGaps(dependencies.logger, gaps, { name, ...fieldsOf() }),
        append: true,
      }),
      TE.map(({ appended, verdicts, gaps }) => ({ name, appended, verdicts, gaps })),
    );
  };
