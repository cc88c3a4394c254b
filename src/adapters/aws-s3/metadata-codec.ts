import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as t from "io-ts";
import {
  LabelTime,
  Rank,
  VersionNumber,
  type VersionRecord,
  type VersionSummary,
} from "../../domain/model/backup-record.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { ParameterAttributes, ParameterType } from "../../domain/model/parameter-version.ts";
import { Time } from "../../domain/model/time.ts";
import { Chain } from "./chain.ts";
import { isCompanionKey } from "./layout.ts";

/** Name of the one user metadata entry (`x-amz-meta-ssmbak`). */
export const METADATA_KEY = "ssmbak";

/** S3 takes 2 KB of user metadata, names and values added up; a little is left for the name. */
const LONGEST_DOCUMENT = 2_000;

/** An ARN of IAM stays below this; anything longer goes with the attributes. */
const LONGEST_USER = 1_000;

/** EventBridge's ids are UUIDs. Whoever sends a longer one must not make the write fail: it is left out. */
const LONGEST_EVENT_ID = 100;

const FORMAT = 1;

/** Any other key could be one whose name nobody may see, or another parameter's. */
const CompanionKey = t.refinement(t.string, isCompanionKey, "the key of a companion object");

const Document = t.intersection([
  t.type({ format: t.literal(FORMAT), version: VersionNumber, modifiedAt: Time, type: ParameterType }),
  t.partial({
    modifiedBy: t.string,
    event: t.type({ id: t.string, time: Time }),
    position: t.type({ at: Time, rank: Rank }),
    /** Of a relabelling. */
    labelledAt: LabelTime,
    /** Written where no object was current: nothing could refuse it then. */
    first: t.literal(true),
    /** Written onto an object. */
    chain: Chain,
    attributes: ParameterAttributes,
    /** Key of the companion object that holds the attributes instead. */
    companion: CompanionKey,
  }),
]);
type Document = t.TypeOf<typeof Document>;

/** The companion object: what did not fit. */
const Companion = t.intersection([t.type({ attributes: ParameterAttributes }), t.partial({ modifiedBy: t.string })]);

/** What a companion object holds. */
export type Companion = t.TypeOf<typeof Companion>;

const escapeChar = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * JSON that survives being a header: ASCII only, and no two spaces in a row, since signing folds them into one.
 */
const toHeader = (document: Document | string): string =>
  JSON.stringify(document)
    .replace(/[\u007f-\uffff]/g, escapeChar)
    .replace(/(?<= ) /g, escapeChar);

const isLongUser = (user: string): boolean => toHeader(user).length > LONGEST_USER;

/** What an object was written onto: `first` is nothing. */
export type WrittenOnto = Pick<Document, "first" | "chain">;

const documentOf = (
  record: VersionRecord,
  rest: Pick<Document, "attributes" | "companion"> & WrittenOnto,
): Document => ({
  format: FORMAT,
  version: record.version,
  modifiedAt: record.modifiedAt,
  type: record.type,
  ...(record.modifiedBy === undefined || isLongUser(record.modifiedBy) ? {} : { modifiedBy: record.modifiedBy }),
  ...(record.announcedBy === undefined || toHeader(record.announcedBy.eventId).length > LONGEST_EVENT_ID
    ? {}
    : { event: { id: record.announcedBy.eventId, time: record.announcedBy.time } }),
  ...(record.rank > 0 || record.at !== record.modifiedAt ? { position: { at: record.at, rank: record.rank } } : {}),
  ...(record.labelledAt === undefined ? {} : { labelledAt: record.labelledAt }),
  ...rest,
});

/** The metadata of a version's object, and the companion object that has to be written before it, if any. */
export interface EncodedMetadata {
  readonly document: string;
  readonly companion?: { readonly key: string; readonly json: string };
}

/** Encodes all that a version has besides its value. `keyOf` names the companion object by its content. */
export const encodeMetadata = (
  record: VersionRecord,
  keyOf: (json: string) => string,
  onto: WrittenOnto = {},
): EncodedMetadata => {
  const document = toHeader(documentOf(record, { ...onto, attributes: record.attributes }));
  if (document.length <= LONGEST_DOCUMENT && !isLongUser(record.modifiedBy ?? "")) return { document };
  const json = JSON.stringify({
    attributes: record.attributes,
    ...(record.modifiedBy === undefined ? {} : { modifiedBy: record.modifiedBy }),
  } satisfies Companion);
  const key = keyOf(json);
  return { document: toHeader(documentOf(record, { ...onto, companion: key })), companion: { key, json } };
};

/** What the metadata of a version's object says. */
export interface DecodedMetadata extends WrittenOnto {
  readonly summary: VersionSummary;
  readonly attributes: ParameterAttributes;
  /** Key of the companion object to read for the attributes. */
  readonly companion?: string;
}

const parseJson = (text: string): E.Either<"unreadable", unknown> =>
  E.tryCatch(
    (): unknown => JSON.parse(text),
    () => "unreadable" as const,
  );

const fromDocument = (name: ParameterName, document: Document): DecodedMetadata => ({
  summary: {
    _tag: "Version",
    name,
    version: document.version,
    modifiedAt: document.modifiedAt,
    ...(document.modifiedBy === undefined ? {} : { modifiedBy: document.modifiedBy }),
    type: document.type,
    at: document.position?.at ?? document.modifiedAt,
    rank: document.position?.rank ?? 0,
    ...(document.labelledAt === undefined ? {} : { labelledAt: document.labelledAt }),
    ...(document.event === undefined ? {} : { announcedBy: { eventId: document.event.id, time: document.event.time } }),
  },
  attributes: document.attributes ?? {},
  ...(document.companion === undefined ? {} : { companion: document.companion }),
  ...(document.first === undefined ? {} : { first: document.first }),
  ...(document.chain === undefined ? {} : { chain: document.chain }),
});

/** Decodes the metadata entry of a version's object. */
export const decodeMetadata = (name: ParameterName, text: string): E.Either<"unreadable", DecodedMetadata> =>
  pipe(
    parseJson(text),
    E.chain((json) =>
      pipe(
        Document.decode(json),
        E.bimap(
          () => "unreadable" as const,
          (document) => fromDocument(name, document),
        ),
      ),
    ),
  );

/** Decodes a companion object. */
export const decodeCompanion = (text: string): E.Either<"unreadable", Companion> =>
  pipe(
    parseJson(text),
    E.chain((json) =>
      pipe(
        Companion.decode(json),
        E.mapLeft(() => "unreadable" as const),
      ),
    ),
  );
