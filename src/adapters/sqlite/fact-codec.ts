import { crc32 } from "node:zlib";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as t from "io-ts";
import { type Fact, type FactSummary, identityOf, type VersionSummary } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { ParameterAttributes } from "../../domain/model/parameter-version.ts";
import { Secret } from "../../domain/model/secret.ts";
import { type StoreError, storeUnexpected } from "../../ports/store-error.ts";
import type { Row, SqlValue } from "./connection.ts";
import { damagedFact } from "./damage.ts";
import { decoded, decodedJson, readSummary, SUMMARY_COLUMNS, toSummaryRow } from "./summary-codec.ts";

/** All columns of a fact but `id`. */
export const COLUMNS = [...SUMMARY_COLUMNS, "content_checksum", "attributes", "value"] as const;

/** The columns in which two copies of one fact may differ. */
export const MERGED_COLUMNS = ["details", "checksum", "content_checksum", "attributes"] as const;

const isBytes = (input: unknown): input is Uint8Array => input instanceof Uint8Array;

const Bytes = new t.Type<Uint8Array>(
  "BLOB",
  isBytes,
  (input, context) => (isBytes(input) ? t.success(input) : t.failure(input, context)),
  t.identity,
);

const ContentRow = t.type({ attributes: t.string, value: Bytes });
const NoContentRow = t.type({ content_checksum: t.null, attributes: t.null, value: t.null });

/** Half of a character beyond the first 65,536. UTF-8 has no bytes for such a half. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** The checksum of value and attributes. It starts from the summary's checksum, and so binds the content to the fact. */
const contentChecksum = (attributes: string, value: Uint8Array, summary: SqlValue | undefined): number =>
  crc32(value, crc32(attributes, Number(summary)));

const unstorable = (name: ParameterName, why: string): StoreError =>
  storeUnexpected(`a fact of "${name}" can't be stored: ${why}`);

const withContent = (fact: Fact, summary: Row): E.Either<StoreError, Row> => {
  if (fact._tag !== "Version") {
    return E.right({ ...summary, content_checksum: null, attributes: null, value: null });
  }
  const text = fact.value.reveal();
  if (LONE_SURROGATE.test(text)) {
    return E.left(unstorable(fact.name, "its value holds half a character, which UTF-8 has no bytes for"));
  }
  const attributes = JSON.stringify(fact.attributes);
  const value = Buffer.from(text, "utf8");
  const content_checksum = contentChecksum(attributes, value, summary["checksum"]);
  return E.right({ ...summary, content_checksum, attributes, value });
};

/** Makes the row of a fact. Refuses a fact that could not be read again: the row would look like damage for ever. */
export const toRow = (fact: Fact): E.Either<StoreError, Row> => {
  const summary = toSummaryRow(fact);
  const isReadable = E.isRight(readSummary(summary)) && !LONE_SURROGATE.test(identityOf(fact));
  return isReadable
    ? withContent(fact, summary)
    : E.left(unstorable(fact.name, "its time, its number or its id has a form that can't be read again"));
};

const decodedText = (bytes: Uint8Array): E.Either<"unreadable", string> =>
  E.tryCatch(
    () => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
    () => "unreadable" as const,
  );

const readVersion = (summary: VersionSummary, row: Row): E.Either<"unreadable", Fact> =>
  pipe(
    decoded(ContentRow, row),
    E.filterOrElse(
      ({ attributes, value }) => contentChecksum(attributes, value, row["checksum"]) === row["content_checksum"],
      () => "unreadable" as const,
    ),
    E.bind("read", ({ attributes }) => decodedJson(ParameterAttributes, attributes)),
    E.bind("text", ({ value }) => decodedText(value)),
    E.map(({ read, text }): Fact => ({ ...summary, value: Secret.of(text), attributes: read })),
  );

const readFact = (row: Row): E.Either<"unreadable", Fact> =>
  pipe(
    readSummary(row),
    E.chain((summary) =>
      summary._tag === "Version" ? readVersion(summary, row) : E.map((): Fact => summary)(decoded(NoContentRow, row)),
    ),
  );

/**
 * Reads a row of `SUMMARY_COLUMNS` that has to hold a fact of a name. `StoreCorrupt` when the checksum does not fit. Also
 * `StoreCorrupt` for a fact of another name: a damaged entry of an index can lead to the sound row of another fact.
 */
export const fromSummaryRow =
  (name: ParameterName) =>
  (row: Row): E.Either<StoreError, FactSummary> =>
    pipe(
      readSummary(row),
      E.filterOrElse(
        (summary) => summary.name === name,
        () => "unreadable" as const,
      ),
      E.mapLeft(() => damagedFact(name)),
    );

/** Reads a row of {@link COLUMNS} that has to hold the fact `sought`, by identity; see {@link fromSummaryRow}. */
export const fromRow =
  (sought: FactSummary) =>
  (row: Row): E.Either<StoreError, Fact> =>
    pipe(
      readFact(row),
      E.filterOrElse(
        (fact) => fact.name === sought.name && identityOf(fact) === identityOf(sought),
        () => "unreadable" as const,
      ),
      E.mapLeft(() => damagedFact(sought.name)),
    );
