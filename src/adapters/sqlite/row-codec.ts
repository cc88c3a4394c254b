import { crc32 } from "node:zlib";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as t from "io-ts";
import {
  type BackupRecord,
  identityOf,
  isRelabelling,
  LabelTime,
  Rank,
  type RecordSummary,
  VersionNumber,
  type VersionRecord,
  type VersionSummary,
} from "../../domain/model/backup-record.ts";
import { KeptName, type ParameterName } from "../../domain/model/parameter-name.ts";
import { ParameterAttributes, ParameterType } from "../../domain/model/parameter-version.ts";
import { Secret } from "../../domain/model/secret.ts";
import { type Millis, Time } from "../../domain/model/time.ts";
import { type StoreError, storeCorrupt, storeUnexpected } from "../../ports/store-error.ts";
import type { Row, SqlValue } from "./connection.ts";

/** The columns of a summary. */
export const SUMMARY_COLUMNS = [
  "name",
  "kind",
  "time",
  "version",
  "labelled",
  "at",
  "rank",
  "type",
  "origin",
  "checksum",
] as const;

/** All columns of a record, in the order of {@link toRow}. */
export const COLUMNS = [...SUMMARY_COLUMNS, "content_checksum", "attributes", "value"] as const;

/** What is told of a record's making, as JSON: no query asks for it, and JSON keeps every character. */
const Origin = t.partial({ modifiedBy: t.string, announcedBy: t.type({ eventId: t.string, time: Time }) }, "Origin");
type Origin = t.TypeOf<typeof Origin>;

const position = {
  name: KeptName,
  time: Time,
  at: Time,
  rank: Rank,
  origin: t.string,
};

/** Stands for the time of a relabelling where a record is none. */
const NOT_LABELLED = 0;

const VersionRow = t.type({
  ...position,
  kind: t.literal("Version"),
  version: VersionNumber,
  labelled: t.union([t.literal(NOT_LABELLED), LabelTime]),
  type: ParameterType,
});

const TombstoneRow = t.type({
  ...position,
  kind: t.literal("Tombstone"),
  labelled: t.literal(NOT_LABELLED),
  type: t.keyof({ Delete: null, Expiration: null, Unknown: null, Discovered: null }),
});

const SummaryRow = t.union([VersionRow, TombstoneRow]);

const ContentRow = t.type({ attributes: t.string, value: new t.Type("BLOB", isBytes, decodeBytes, t.identity) });

function isBytes(input: unknown): input is Uint8Array {
  return input instanceof Uint8Array;
}

function decodeBytes(input: unknown, context: t.Context): t.Validation<Uint8Array> {
  return isBytes(input) ? t.success(input) : t.failure(input, context);
}

/** Half of a character beyond the first 65,536: UTF-8 has no bytes for it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Binds every column of a summary, so that no bit of one can change, nor two rows be mixed up, unseen. */
const summaryChecksum = (row: Row): number =>
  crc32(JSON.stringify(SUMMARY_COLUMNS.filter((column) => column !== "checksum").map((column) => row[column])));

/** Goes on from the checksum of the summary, which binds the content to its record. */
const contentChecksum = (attributes: string, value: Uint8Array, summary: number): number =>
  crc32(value, crc32(attributes, summary));

const originOf = (record: BackupRecord): Origin => ({
  ...(record._tag === "Version" && record.modifiedBy !== undefined ? { modifiedBy: record.modifiedBy } : {}),
  ...(record.announcedBy === undefined ? {} : { announcedBy: record.announcedBy }),
});

/** The column of a relabelling's own time. */
export const labelledOf = (record: RecordSummary): Millis => (isRelabelling(record) ? record.labelledAt : NOT_LABELLED);

const summaryRow = (record: BackupRecord, ordinal: number): Row => ({
  name: record.name,
  kind: record._tag,
  time: record._tag === "Version" ? record.modifiedAt : record.deletedAt,
  version: record._tag === "Version" ? record.version : ordinal,
  labelled: labelledOf(record),
  at: record.at,
  rank: record.rank,
  type: record._tag === "Version" ? record.type : record.cause,
  origin: JSON.stringify(originOf(record)),
});

/**
 * The row of a record, in the order of {@link COLUMNS}.
 *
 * @param ordinal Tells the deletions of one second apart; stands for the version, which a deletion has not got.
 */
export const toRow = (record: BackupRecord, ordinal: number): E.Either<StoreError, SqlValue[]> => {
  const summary = summaryRow(record, ordinal);
  const checksum = summaryChecksum(summary);
  const columns = SUMMARY_COLUMNS.map((column) => (column === "checksum" ? checksum : (summary[column] ?? null)));
  if (record._tag === "Tombstone") return E.right([...columns, null, null, null]);
  const text = record.value.reveal();
  if (LONE_SURROGATE.test(text)) {
    return E.left(
      storeUnexpected(`the value of "${record.name}" holds half a character: UTF-8 can't keep it as it is`),
    );
  }
  const attributes = JSON.stringify(record.attributes);
  const value = Buffer.from(text, "utf8");
  return E.right([...columns, contentChecksum(attributes, value, checksum), attributes, value]);
};

const decoded = <A>(codec: t.Decoder<unknown, A>, input: unknown): E.Either<"unreadable", A> =>
  E.mapLeft(() => "unreadable" as const)(codec.decode(input));

const decodedJson = <A>(codec: t.Decoder<unknown, A>, text: string): E.Either<"unreadable", A> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(text),
      () => "unreadable" as const,
    ),
    E.chain((json) => decoded(codec, json)),
  );

const toSummary = (row: t.TypeOf<typeof SummaryRow>, { modifiedBy, announcedBy }: Origin): RecordSummary => {
  const { name, at, rank } = row;
  const announced = announcedBy === undefined ? {} : { announcedBy };
  if (row.kind === "Tombstone") {
    return { _tag: "Tombstone", name, at, rank, deletedAt: row.time, cause: row.type, ...announced };
  }
  const made = modifiedBy === undefined ? {} : { modifiedBy };
  const { type, version, time: modifiedAt } = row;
  const labelled = row.labelled === NOT_LABELLED ? {} : { labelledAt: row.labelled };
  return { _tag: "Version", name, version, modifiedAt, ...made, type, at, rank, ...labelled, ...announced };
};

/** What a store answers instead of a damaged record. Nothing of the row is quoted: who knows what it holds. */
const damagedError = (name: ParameterName): StoreError =>
  storeCorrupt(`a record of "${name}" is damaged in the database: put a copy of it back`);

const checkedSummary = (row: Row): E.Either<"unreadable", RecordSummary> =>
  summaryChecksum(row) !== row["checksum"]
    ? E.left("unreadable")
    : pipe(
        decoded(SummaryRow, row),
        E.chain((columns) =>
          pipe(
            decodedJson(Origin, columns.origin),
            E.map((origin) => toSummary(columns, origin)),
          ),
        ),
      );

const decodedText = (bytes: Uint8Array): E.Either<"unreadable", string> =>
  E.tryCatch(
    () => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
    () => "unreadable" as const,
  );

const checkedRecord = (row: Row): E.Either<"unreadable", VersionRecord> =>
  pipe(
    E.Do,
    E.apS("summary", checkedSummary(row)),
    E.apS("content", decoded(ContentRow, row)),
    E.filterOrElse(
      ({ content }) =>
        contentChecksum(content.attributes, content.value, Number(row["checksum"])) === row["content_checksum"],
      () => "unreadable" as const,
    ),
    E.bind("attributes", ({ content }) => decodedJson(ParameterAttributes, content.attributes)),
    E.bind("text", ({ content }) => decodedText(content.value)),
    E.chain(({ summary, attributes, text }) =>
      summary._tag === "Version"
        ? E.right({ ...summary, value: Secret.of(text), attributes })
        : E.left("unreadable" as const),
    ),
  );

/**
 * Reads a row of {@link SUMMARY_COLUMNS}; one whose checksum does not fit is `StoreCorrupt`, never a guess, and so is a
 * record of another name: a damaged entry of an index leads to a row that is whole, but not the one that was sought.
 */
export const fromSummaryRow =
  (name: ParameterName) =>
  (row: Row): E.Either<StoreError, RecordSummary> =>
    pipe(
      checkedSummary(row),
      E.filterOrElse(
        (summary) => summary.name === name,
        () => "unreadable" as const,
      ),
      E.mapLeft(() => damagedError(name)),
    );

/** Reads a row of {@link COLUMNS} that has to hold this version; see {@link fromSummaryRow}. */
export const fromRow =
  (version: VersionSummary) =>
  (row: Row): E.Either<StoreError, VersionRecord> =>
    pipe(
      checkedRecord(row),
      E.filterOrElse(
        (record) => record.name === version.name && identityOf(record) === identityOf(version),
        () => "unreadable" as const,
      ),
      E.mapLeft(() => damagedError(version.name)),
    );
