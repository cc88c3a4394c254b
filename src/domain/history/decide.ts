import * as O from "fp-ts/lib/Option.js";
import type { ChangeEvent } from "../events/change-event.ts";
import { type Fact, identityOf, isVersion, type LabelChange, type VersionFact, versionFact } from "../model/fact.ts";
import { isSameVersion, newestOf, type ParameterVersion } from "../model/parameter-version.ts";
import { startOfSecond } from "../model/time.ts";
import { type Gap, newGaps } from "./gaps.ts";
import { newestWithOlderLabels } from "./labels.ts";
import { foundDeletion, missingDeletions } from "./missing-deletions.ts";
import { missingVersions } from "./missing-versions.ts";
import { type Situation, storedFacts } from "./situation.ts";
import { type Verdict, verdictsOn } from "./verdicts.ts";

/** The facts that complete the history of a name, and what became of the name's events. */
export interface Decision {
  /** Facts to append, evidence included, in no promised order. Some may be stored already: appending is idempotent. */
  readonly facts: ReadonlyArray<Fact>;
  readonly verdicts: ReadonlyMap<ChangeEvent, Verdict>;
  /** Versions that SSM dropped before anybody stored them, as far as the new facts show. */
  readonly gaps: ReadonlyArray<Gap>;
}

const toFacts = (missing: ReadonlyArray<ParameterVersion>, { live }: Situation): ReadonlyArray<VersionFact> => {
  if (O.isNone(live)) return missing.map(versionFact);
  const versions = live.value;
  const newest = newestOf(versions);
  return missing.map((version) =>
    versionFact(isSameVersion(version, newest) ? newestWithOlderLabels(versions) : version),
  );
};

const labelChangeOf = (event: ChangeEvent): ReadonlyArray<LabelChange> => {
  const { id: eventId, operation, name, label, fromVersion, toVersion, time } = event;
  if (operation !== "LabelParameterVersion" || label === undefined || toVersion === undefined) return [];
  const from = fromVersion === undefined ? {} : { fromVersion };
  return [{ _tag: "LabelChange", name, at: startOfSecond(time), eventId, label, ...from, toVersion }];
};

/** The label changes in the events that are not known to be stored, each once. */
const missingLabelChanges = ({ events, facts = [] }: Situation): ReadonlyArray<LabelChange> => {
  const changes = events.flatMap(labelChangeOf);
  if (changes.length === 0) return [];
  const missing = new Map(changes.map((change) => [identityOf(change), change]));
  for (const stored of facts) missing.delete(identityOf(stored));
  return [...missing.values()];
};

/** The ordinary case: the missing versions follow the newest stored version, and no deletion is near. */
const goesOn = ({ newest, deletions, facts }: Situation, [first]: ReadonlyArray<ParameterVersion>): boolean => {
  if (facts !== undefined || deletions.length > 0) return false;
  const before = newest === undefined ? 0 : newest.version;
  return first === undefined || before === undefined || first.version === before + 1;
};

const gapsOf = (
  situation: Situation,
  missing: ReadonlyArray<ParameterVersion>,
  added: ReadonlyArray<Fact>,
): ReadonlyArray<Gap> => {
  if (goesOn(situation, missing) && added.every(isVersion)) return [];
  return newGaps(storedFacts(situation), added);
};

/**
 * Decides which facts complete the stored facts of a name:
 * - every version that SSM has and the store lacks, whatever deletions are stored;
 * - the deletions and label changes in the events;
 * - evidence on known deletions.
 *
 * The function is pure. Once the facts are appended, the same situation gives nothing new. `None`: the decision needs
 * all stored facts, and `facts` is absent.
 *
 * The decision rests on facts of AWS (AWS Systems Manager User Guide): a deletion drops the whole history, and a
 * re-created parameter starts again at version 1. SSM has the newest 100 versions. Events have whole seconds, and come
 * late, doubled and in any order.
 */
export const decide = (situation: Situation): O.Option<Decision> => {
  const missing = missingVersions(situation);
  if (missing === undefined) return O.none;
  const verdicts = verdictsOn(situation, missing);
  if (verdicts === undefined) return O.none;
  const deletions = missingDeletions(situation, verdicts);
  const added = [...toFacts(missing, situation), ...deletions, ...foundDeletion(situation, deletions)];
  return O.some({
    facts: [...added, ...missingLabelChanges(situation)],
    verdicts,
    gaps: gapsOf(situation, missing, added),
  });
};
