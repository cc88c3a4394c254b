import { uuidOf } from "../../adapters/memory/change-events.ts";
import {
  type Deletion,
  type Fact,
  type FactSummary,
  identityOf,
  isVersion,
  type LabelChange,
  type VersionFact,
} from "../../domain/model/fact.ts";
import type { Millis } from "../../domain/model/time.ts";
import {
  type DeletionOverrides,
  deletionOf,
  type LabelChangeOverrides,
  labelChangeOf,
  name,
  type ParameterVersionOverrides,
  versionFactOf,
} from "../builders.ts";

/** The name of a test's facts unless the test says otherwise. */
export const NAME = name("/app/db");

/** The beginning of the suite's day. */
export const START: Millis = Date.UTC(2024, 5, 8, 12, 0, 0);

/** The time a number of seconds (fractions allowed) into the suite's day, which lies in the past. */
export const at = (seconds: number): Millis => START + Math.round(seconds * 1000);

/** An instant after every fact of the suite. */
export const END: Millis = at(1_000_000);

/** A version of {@link NAME} without attributes. Versions with different numbers or times have different values. */
export const version = (
  number: number,
  modifiedAt: Millis,
  others: Omit<ParameterVersionOverrides, "version" | "modifiedAt"> = {},
): VersionFact =>
  versionFactOf({
    name: NAME,
    value: `value of ${number} at ${modifiedAt}`,
    attributes: {},
    ...others,
    version: number,
    modifiedAt,
  });

/** A version without a number, as the Python package stored versions. */
export const unnumbered = (modifiedAt: Millis): VersionFact => {
  const { version: _, ...others } = version(1, modifiedAt);
  return others;
};

/** A deletion of {@link NAME} from a Delete event. `event` is the event's number. */
export const deletion = (time: Millis, event = 1, others: Omit<DeletionOverrides, "at" | "source"> = {}): Deletion =>
  deletionOf({
    name: NAME,
    ...others,
    at: time,
    source: { _tag: "Event", eventId: uuidOf(event), operation: "Delete" },
  });

/** A deletion of {@link NAME} from a sweep. */
export const found = (time: Millis, others: Omit<DeletionOverrides, "at" | "source"> = {}): Deletion =>
  deletionOf({ name: NAME, ...others, at: time, source: { _tag: "Sweep" } });

/** A label change of {@link NAME}; `event` is the event's number. */
export const labelChange = (
  time: Millis,
  event = 1,
  others: Omit<LabelChangeOverrides, "at" | "eventId"> = {},
): LabelChange => labelChangeOf({ name: NAME, ...others, at: time, eventId: uuidOf(event) });

/** A parameter with two versions that is deleted and re-created. Version numbers begin again. */
export const twoIncarnations = (): readonly [VersionFact, VersionFact, Deletion, VersionFact, VersionFact] => [
  version(1, at(10)),
  version(2, at(20)),
  deletion(at(30)),
  version(1, at(40)),
  version(2, at(50)),
];

/** A fact of each kind, each at another time. */
export const everyKind = (): ReadonlyArray<Fact> => [
  version(1, at(10)),
  labelChange(at(15)),
  deletion(at(20)),
  version(1, at(30.25)),
  found(at(40.5)),
];

/** The versions among facts. */
export const versionsOf = (facts: ReadonlyArray<Fact>): ReadonlyArray<VersionFact> => facts.filter(isVersion);

/** Facts in an order that depends on the facts only. */
export const byIdentity = <F extends FactSummary>(facts: ReadonlyArray<F>): ReadonlyArray<F> => {
  const keyOf = (fact: F): string => `${fact.name} ${identityOf(fact)}`;
  return facts.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : Number(keyOf(a) > keyOf(b))));
};
