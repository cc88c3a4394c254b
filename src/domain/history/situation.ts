import type * as O from "fp-ts/lib/Option.js";
import type { ChangeEvent } from "../events/change-event.ts";
import type { Deletion, FactSummary, VersionSummary } from "../model/fact.ts";
import type { ParameterName } from "../model/parameter-name.ts";
import type { LiveHistory, ParameterVersion } from "../model/parameter-version.ts";
import type { Millis } from "../model/time.ts";

/** Everything that is known of a name when the facts of the name are completed. */
export interface Situation {
  readonly name: ParameterName;
  /** The change events of the name, in any order, repetitions included. */
  readonly events: ReadonlyArray<ChangeEvent>;
  /**
   * The newest stored version. Absent: no version is stored, or the store did not look behind a deletion (see the
   * port's `Tail`).
   */
  readonly newest?: VersionSummary;
  /** Stored deletions. The store was read *before* SSM. */
  readonly deletions: ReadonlyArray<Deletion>;
  /** All stored facts. Absent: only the newest facts were read. */
  readonly facts?: ReadonlyArray<FactSummary>;
  /** The versions in SSM. `None`: the parameter does not exist. */
  readonly live: O.Option<LiveHistory>;
  /** Versions of an earlier reading of SSM. SSM may have dropped some since. Only used together with `facts`. */
  readonly seen?: ReadonlyArray<ParameterVersion>;
  /**
   * The clock's time before SSM was read. Only a sweep that has read all facts gives this time. A parameter that exists
   * by the facts and not in SSM is then a found deletion of this millisecond; see `SETTLING`.
   */
  readonly lookedAt?: Millis;
}

/** The stored facts that were read of a name: all facts, or the newest facts. */
export const storedFacts = ({
  facts,
  newest,
  deletions,
}: Pick<Situation, "facts" | "newest" | "deletions">): ReadonlyArray<FactSummary> =>
  facts ?? [...(newest === undefined ? [] : [newest]), ...deletions];
