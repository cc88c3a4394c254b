import type * as O from "fp-ts/lib/Option.js";
import type { ChangeEvent } from "../events/change-event.ts";
import type { Deletion, FactSummary, VersionSummary } from "../model/fact.ts";
import type { ParameterName } from "../model/parameter-name.ts";
import type { LiveHistory, ParameterVersion } from "../model/parameter-version.ts";
import type { Millis } from "../model/time.ts";

/** What is known of one name when its facts are completed. */
export interface Situation {
  readonly name: ParameterName;
  /** The change events of the name, in any order, repetitions included. */
  readonly events: ReadonlyArray<ChangeEvent>;
  /** The newest stored version; absent where none is stored, or a deletion stands before it (see the port's `Tail`). */
  readonly newest?: VersionSummary;
  /** Stored deletions that were read *before* SSM was. */
  readonly deletions: ReadonlyArray<Deletion>;
  /** All stored facts, where they were read. */
  readonly facts?: ReadonlyArray<FactSummary>;
  /** What SSM has; `None`: the parameter does not exist. */
  readonly live: O.Option<LiveHistory>;
  /** Versions of an earlier look at SSM, which may have dropped them since; goes with `facts`. */
  readonly seen?: ReadonlyArray<ParameterVersion>;
  /**
   * Given by a sweep that has read all facts: the clock's reading before SSM was read. A parameter that does not exist,
   * though it does by the facts, is then a found deletion of that millisecond; see `SETTLING`.
   */
  readonly lookedAt?: Millis;
}
