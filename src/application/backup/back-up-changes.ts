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

/** The result for one name. */
export interface NameReport {
  readonly name: ParameterName;
  /** How many facts are new in the store. */
  readonly appended: number;
  readonly verdicts: ReadonlyMap<ChangeEvent, Verdict>;
  /** Versions that SSM dropped before anybody stored them. */
  readonly gaps: ReadonlyArray<Gap>;
}

/**
 * The failure of a deletion that Parameter Store contradicts (verdict `StillThere`). Parameter Store's answer may be
 * stale, so the event has to be delivered again. Believing either side at once could hide an existing parameter or lose
 * a deletion.
 */
export const stillThere: Failure<"StillThere"> = {
  _tag: "StillThere",
  message:
    "the event reports a deletion, but Parameter Store still has versions from before that second; the event has to be delivered again",
};

/** The account and region in the events. AWS's events name both; events that users make may not. */
const ownerIn = (events: ReadonlyArray<ChangeEvent>): Scope | undefined => {
  for (const { account, region } of events) {
    if (account !== undefined && region !== undefined) return { account, region };
  }
  return undefined;
};

/**
 * Completes the stored facts of one name after change events. The events are the trigger. Versions come from Parameter
 * Store; deletions and label changes come from the events. Repeating the call appends nothing. Versions that Parameter
 * Store dropped are logged before the append.
 *
 * @param events Events of `name`, in any order.
 * @param fieldsOf Fields of log lines besides the name. Default: none.
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
