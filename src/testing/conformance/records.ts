import type { Tombstone, VersionRecord } from "../../domain/model/backup-record.ts";
import type { Millis } from "../../domain/model/time.ts";
import {
  name,
  type TombstoneOverrides,
  tombstoneOf,
  type VersionRecordOverrides,
  versionRecordOf,
} from "../builders.ts";

/** The name that a test is about unless it says otherwise. */
export const NAME = name("/app/db");

const START: Millis = Date.UTC(2024, 5, 8, 12, 0, 0);

/** A time of the past, that many seconds (fractions allowed) into the suite's day. */
export const at = (seconds: number): Millis => START + Math.round(seconds * 1000);

/** An instant after every record of the suite. */
export const END: Millis = at(1_000_000);

/** A version of {@link NAME} without attributes; its value tells it from every other one. */
export const version = (
  number: number,
  modifiedAt: Millis,
  others: Omit<VersionRecordOverrides, "version" | "modifiedAt"> = {},
): VersionRecord =>
  versionRecordOf({
    name: NAME,
    value: `value of ${number} at ${modifiedAt}`,
    attributes: {},
    ...others,
    version: number,
    modifiedAt,
  });

/** A deletion of {@link NAME}; by default after everything else in its second. */
export const deletion = (deletedAt: Millis, others: Omit<TombstoneOverrides, "deletedAt"> = {}): Tombstone =>
  tombstoneOf({ name: NAME, ...others, deletedAt });

/**
 * Two lives of one name: a parameter with two versions, deleted, and created anew with version numbers that start
 * again.
 */
export const twoLives = (): readonly [VersionRecord, VersionRecord, Tombstone, VersionRecord, VersionRecord] => [
  version(1, at(10)),
  version(2, at(20)),
  deletion(at(30)),
  version(1, at(40)),
  version(2, at(50)),
];
