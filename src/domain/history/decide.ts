import * as O from "fp-ts/lib/Option.js";
import { type ChangeEvent, changesValue, isDeletionEvent } from "../events/change-event.ts";
import {
  compareVersions,
  type Deletion,
  type Fact,
  type FactSummary,
  identityOf,
  isDeletion,
  isVersion,
  type LabelChange,
  type VersionFact,
  type VersionSummary,
  versionFact,
} from "../model/fact.ts";
import type { ParameterName } from "../model/parameter-name.ts";
import { isSameVersion, type LiveHistory, newestOf, type ParameterVersion } from "../model/parameter-version.ts";
import { endOfSecond, type Millis, sameSecond, startOfSecond } from "../model/time.ts";
import { type Gap, newGaps } from "./gaps.ts";
import { newestWithOlderLabels } from "./labels.ts";
import { stateAt } from "./state.ts";

/**
 * How long a parameter has to be unchanged before its absence counts as a deletion that no event told of: its event may
 * be on the way, and an answer of SSM may be stale.
 */
export const SETTLING: Millis = 60_000;

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
   * though it does by the facts, is then a found deletion of that millisecond; see {@link SETTLING}.
   */
  readonly lookedAt?: Millis;
}

/**
 * What became of a change event. `Stored`: every version until the event is stored. `Deleted`: the deletion is stored.
 * `Gone`: what the event tells of was deleted, or dropped by SSM, before it could be read. `StillThere`: the event says
 * deleted, but SSM still shows versions from before that second; the event has to be handled again. `Unchanged`: a label
 * was moved, which changes no value; the label change is stored.
 */
export type Verdict = "Stored" | "Deleted" | "Gone" | "StillThere" | "Unchanged";

/** What has to be done to complete the facts of a name. */
export interface Decision {
  /** Facts to append, oldest first, evidence included. Some may be stored already: appending is idempotent. */
  readonly facts: ReadonlyArray<Fact>;
  readonly verdicts: ReadonlyMap<ChangeEvent, Verdict>;
  /** Versions that SSM had dropped before they could be stored, as far as the new facts show. */
  readonly gaps: ReadonlyArray<Gap>;
}

const sourceOf = ({ id, operation }: ChangeEvent): Deletion["source"] => ({
  _tag: "Event",
  eventId: id,
  operation: operation === "Expiration" ? "Expiration" : "Delete",
});

const deletionOf = (event: ChangeEvent): Deletion => ({
  _tag: "Deletion",
  name: event.name,
  at: startOfSecond(event.time),
  source: sourceOf(event),
});

const labelChangeOf = (event: ChangeEvent): ReadonlyArray<LabelChange> => {
  const { id: eventId, name, label, fromVersion, toVersion, time } = event;
  if (label === undefined || toVersion === undefined) return [];
  const from = fromVersion === undefined ? {} : { fromVersion };
  return [{ _tag: "LabelChange", name, at: startOfSecond(time), eventId, label, ...from, toVersion }];
};

const isContradicted = (event: ChangeEvent, live: O.Option<LiveHistory>): boolean =>
  O.isSome(live) && live.value[0].modifiedAt < startOfSecond(event.time);

/** Whether an event is older than the whole incarnation that exists. */
const isOlderThan = (event: ChangeEvent, live: O.Option<LiveHistory>): boolean =>
  O.isSome(live) && endOfSecond(event.time) < live.value[0].modifiedAt;

const lastMillisOf = ({ at, source }: Deletion): Millis => (source._tag === "Event" ? endOfSecond(at) : at);

/** Versions that are not among the facts, each once. */
const missingBySet = (
  versions: ReadonlyArray<ParameterVersion>,
  facts: ReadonlyArray<FactSummary>,
): ReadonlyArray<ParameterVersion> => {
  const known = new Set(facts.filter(isVersion).map(identityOf));
  return versions.filter((version) => {
    const identity = identityOf({ _tag: "Version", ...version });
    const isMissing = !known.has(identity);
    known.add(identity);
    return isMissing;
  });
};

/**
 * The versions that SSM has and the store has not; `undefined` where only all facts tell. Versions are stored oldest
 * first: when the newest stored version exists, everything before it is stored.
 */
const missingIn = ({
  live,
  newest,
  deletions,
  facts,
  seen = [],
}: Situation): ReadonlyArray<ParameterVersion> | undefined => {
  if (facts !== undefined) return missingBySet([...seen, ...(O.isSome(live) ? live.value : [])], facts);
  if (O.isNone(live)) return [];
  const versions = live.value;
  const [root] = versions;
  if (newest === undefined) {
    return deletions.every((deletion) => lastMillisOf(deletion) < root.modifiedAt) ? versions : undefined;
  }
  const index = versions.findLastIndex((version) => isSameVersion(version, newest));
  if (index >= 0) return index === versions.length - 1 ? [] : versions.slice(index + 1);
  return compareVersions(root, newest) > 0 ? versions : undefined;
};

const isStoredIn = (second: Millis, versions: Iterable<{ readonly modifiedAt: Millis }>): boolean => {
  for (const { modifiedAt } of versions) if (startOfSecond(modifiedAt) === second) return true;
  return false;
};

/** Whether the version of an event from before this incarnation is stored; `undefined` where only all facts tell. */
const isPastStored = (
  event: ChangeEvent,
  { newest, facts }: Situation,
  missing: ReadonlyArray<ParameterVersion>,
): boolean | undefined => {
  const second = startOfSecond(event.time);
  const known = facts === undefined ? (newest === undefined ? [] : [newest]) : facts.filter(isVersion);
  if (isStoredIn(second, known) || isStoredIn(second, missing)) return true;
  return facts === undefined ? undefined : false;
};

const verdictOn = (
  event: ChangeEvent,
  situation: Situation,
  missing: ReadonlyArray<ParameterVersion>,
): Verdict | undefined => {
  const { live } = situation;
  if (isDeletionEvent(event)) return isContradicted(event, live) ? "StillThere" : "Deleted";
  if (!changesValue(event)) return "Unchanged";
  if (O.isNone(live)) return "Gone";
  if (!isOlderThan(event, live)) return "Stored";
  const stored = isPastStored(event, situation, missing);
  return stored === undefined ? undefined : stored ? "Stored" : "Gone";
};

/**
 * Evidence that existing versions give against a known deletion: of an event within its own second, of any other one
 * whenever the parameter was alive before it. None where the deletion has as good evidence already.
 */
const evidenceOn = (deletion: Deletion, [root]: LiveHistory): ReadonlyArray<Deletion> => {
  const { at, source, aliveSince = Infinity } = deletion;
  const { modifiedAt } = root;
  const tells =
    source._tag === "Event"
      ? sameSecond(modifiedAt, at) && modifiedAt < aliveSince
      : modifiedAt < at && aliveSince >= at;
  return tells ? [{ ...deletion, aliveSince: modifiedAt }] : [];
};

/** Deletions of events that are not known to be stored, and evidence on all known ones. */
const deletionsOf = (
  { deletions, live, facts = [] }: Situation,
  verdicts: ReadonlyMap<ChangeEvent, Verdict>,
): ReadonlyArray<Deletion> => {
  const known = new Map(
    [...facts.filter(isDeletion), ...deletions].map((deletion) => [identityOf(deletion), deletion]),
  );
  const told = new Map<string, Deletion>();
  for (const [event, verdict] of verdicts) {
    const deletion = deletionOf(event);
    if (verdict === "Deleted" && !known.has(identityOf(deletion))) told.set(identityOf(deletion), deletion);
  }
  if (O.isNone(live)) return [...told.values()];
  const versions = live.value;
  return [
    ...[...told.values()].map((deletion) => evidenceOn(deletion, versions)[0] ?? deletion),
    ...deletions.flatMap((deletion) => evidenceOn(deletion, versions)),
  ];
};

const labelChangesOf = ({ events, facts = [] }: Situation): ReadonlyArray<LabelChange> => {
  const stored = new Set(facts.map(identityOf));
  const changes = events.filter(({ operation }) => operation === "LabelParameterVersion").flatMap(labelChangeOf);
  return [...new Map(changes.map((change) => [identityOf(change), change])).values()].filter(
    (change) => !stored.has(identityOf(change)),
  );
};

/** The deletion that a sweep found: the parameter exists by the facts, and SSM has not got it. */
const foundDeletion = (
  { name, live, facts = [], lookedAt }: Situation,
  added: ReadonlyArray<Deletion>,
): ReadonlyArray<Deletion> => {
  if (lookedAt === undefined || O.isSome(live)) return [];
  const state = stateAt([...facts, ...added], lookedAt);
  if (state?._tag !== "Exists" || state.version.modifiedAt > lookedAt - SETTLING) return [];
  return [{ _tag: "Deletion", name, at: lookedAt, source: { _tag: "Sweep" } }];
};

const toFacts = (missing: ReadonlyArray<ParameterVersion>, live: O.Option<LiveHistory>): ReadonlyArray<VersionFact> => {
  if (O.isNone(live)) return missing.map(versionFact);
  const newest = newestOf(live.value);
  return missing.map((version) =>
    versionFact(isSameVersion(version, newest) ? newestWithOlderLabels(live.value) : version),
  );
};

/** Nothing lies between the newest stored version and the first new one: the ordinary case, told at once. */
const goesOn = ({ newest, deletions }: Situation, [first]: ReadonlyArray<ParameterVersion>): boolean =>
  first === undefined
    ? deletions.length === 0
    : deletions.length === 0 &&
      first.version === (newest === undefined ? 1 : (newest.version ?? first.version - 1) + 1);

const gapsOf = (
  situation: Situation,
  missing: ReadonlyArray<ParameterVersion>,
  added: ReadonlyArray<Fact>,
): ReadonlyArray<Gap> => {
  if (situation.facts === undefined && goesOn(situation, missing) && added.every(isVersion)) return [];
  const { newest, deletions } = situation;
  return newGaps(situation.facts ?? [...(newest === undefined ? [] : [newest]), ...deletions], added);
};

const verdictsOn = (
  situation: Situation,
  missing: ReadonlyArray<ParameterVersion>,
): ReadonlyMap<ChangeEvent, Verdict> | undefined => {
  const verdicts = new Map<ChangeEvent, Verdict>();
  for (const event of situation.events) {
    const verdict = verdictOn(event, situation, missing);
    if (verdict === undefined) return undefined;
    verdicts.set(event, verdict);
  }
  return verdicts;
};

/**
 * Decides which facts complete what is stored of one name: every version that SSM has and the store has not, whatever
 * deletions are stored; the deletions and label changes that events tell of; evidence on known deletions. Pure; once the
 * facts are appended, the same situation gives nothing new.
 *
 * `None`: the answer depends on all stored facts, and `facts` is absent.
 *
 * Facts of AWS that this rests on: deleting drops the whole history, and a re-created parameter starts again at version
 * 1; SSM has the newest 100 versions; events have whole seconds, and come late, doubled and in any order (AWS Systems
 * Manager User Guide).
 */
export const decide = (situation: Situation): O.Option<Decision> => {
  const missing = missingIn(situation);
  if (missing === undefined) return O.none;
  const verdicts = verdictsOn(situation, missing);
  if (verdicts === undefined) return O.none;
  const versions = toFacts(missing, situation.live);
  const deletions = deletionsOf(situation, verdicts);
  const added = [...versions, ...deletions, ...foundDeletion(situation, deletions)];
  return O.some({
    facts: [...added, ...labelChangesOf(situation)],
    verdicts,
    gaps: gapsOf(situation, missing, added),
  });
};
