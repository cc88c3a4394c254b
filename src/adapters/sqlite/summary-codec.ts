import { crc32 } from "node:zlib";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as t from "io-ts";
import { type FactSummary, identityOf, timeOf, VersionNumber } from "../../domain/model/fact.ts";
import { StorableName } from "../../domain/model/parameter-name.ts";
import { ParameterType } from "../../domain/model/parameter-version.ts";
import { Time } from "../../domain/model/time.ts";
import type { Row } from "./connection.ts";

/** The columns of a summary: a fact without value and attributes. */
export const SUMMARY_COLUMNS = ["name", "kind", "time", "number", "identity", "details", "checksum"] as const;

const VersionDetails = t.exact(t.intersection([t.type({ type: ParameterType }), t.partial({ modifiedBy: t.string })]));

const DeletionSource = t.union([
  t.type({
    _tag: t.literal("Event"),
    eventId: t.string,
    operation: t.keyof({ Delete: null, Expiration: null }),
  }),
  t.type({ _tag: t.literal("Sweep") }),
  t.type({ _tag: t.literal("Marker"), versionId: t.string }),
]);

const DeletionDetails = t.exact(t.intersection([t.type({ source: DeletionSource }), t.partial({ aliveSince: Time })]));

const LabelDetails = t.exact(
  t.intersection([
    t.type({ eventId: t.string, label: t.string, toVersion: VersionNumber }),
    t.partial({ fromVersion: VersionNumber }),
  ]),
);

const FactRow = t.type({
  name: StorableName,
  kind: t.keyof({ Version: null, Deletion: null, LabelChange: null }),
  time: Time,
  number: t.union([VersionNumber, t.null]),
  identity: t.string,
  details: t.string,
});

/** Covers every column of a summary: a changed bit is noticed, and two mixed-up rows are noticed. */
const checksumOf = (row: Row): number =>
  crc32(JSON.stringify(SUMMARY_COLUMNS.filter((column) => column !== "checksum").map((column) => row[column])));

const textOf = (details: unknown): string => JSON.stringify(details);

/** The fields of a fact without a column. JSON holds every character, and no query asks for these fields. */
const detailsOf = (fact: FactSummary): string => {
  switch (fact._tag) {
    case "Version":
      return textOf({ type: fact.type, modifiedBy: fact.modifiedBy });
    case "Deletion":
      return textOf({ source: fact.source, aliveSince: fact.aliveSince });
    case "LabelChange": {
      const { eventId, label, fromVersion, toVersion } = fact;
      return textOf({ eventId, label, fromVersion, toVersion });
    }
  }
};

/** The columns of a fact's summary, with the checksum. */
export const toSummaryRow = (fact: FactSummary): Row => {
  const row: Row = {
    name: fact.name,
    kind: fact._tag,
    time: timeOf(fact),
    number: fact._tag === "Version" ? (fact.version ?? null) : null,
    identity: identityOf(fact),
    details: detailsOf(fact),
  };
  return { ...row, checksum: checksumOf(row) };
};

/** Decodes. The failure says nothing of the input: a message could quote a value. */
export const decoded = <A>(codec: t.Decoder<unknown, A>, input: unknown): E.Either<"unreadable", A> =>
  E.mapLeft(() => "unreadable" as const)(codec.decode(input));

/** Decodes a text of JSON; see {@link decoded}. */
export const decodedJson = <A>(codec: t.Decoder<unknown, A>, text: string): E.Either<"unreadable", A> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(text),
      () => "unreadable" as const,
    ),
    E.chain((json) => decoded(codec, json)),
  );

const toSummary = (row: t.TypeOf<typeof FactRow>): E.Either<"unreadable", FactSummary> => {
  const { name, time, details } = row;
  switch (row.kind) {
    case "Version": {
      const numbered = row.number === null ? {} : { version: row.number };
      return E.map((made: t.TypeOf<typeof VersionDetails>): FactSummary => {
        return { _tag: "Version", name, ...numbered, modifiedAt: time, ...made };
      })(decodedJson(VersionDetails, details));
    }
    case "Deletion":
      return E.map((told: t.TypeOf<typeof DeletionDetails>): FactSummary => {
        return { _tag: "Deletion", name, at: time, ...told };
      })(decodedJson(DeletionDetails, details));
    case "LabelChange":
      return E.map((told: t.TypeOf<typeof LabelDetails>): FactSummary => {
        return { _tag: "LabelChange", name, at: time, ...told };
      })(decodedJson(LabelDetails, details));
  }
};

/** Reads a row of {@link SUMMARY_COLUMNS}: unreadable when the checksum does not fit, or the columns are no fact. */
export const readSummary = (row: Row): E.Either<"unreadable", FactSummary> =>
  pipe(
    checksumOf(row) === row["checksum"] ? decoded(FactRow, row) : E.left("unreadable" as const),
    E.chain((columns) =>
      pipe(
        toSummary(columns),
        E.filterOrElse(
          (fact) => identityOf(fact) === columns.identity && (fact._tag === "Version" || columns.number === null),
          () => "unreadable" as const,
        ),
      ),
    ),
  );
