import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as t from "io-ts";
import { type VersionFact, VersionNumber, type VersionSummary } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { ParameterAttributes, ParameterType } from "../../domain/model/parameter-version.ts";
import { Time } from "../../domain/model/time.ts";
import { Chain } from "./chain.ts";
import { decodeJson } from "./decode-json.ts";
import { isCompanionKey } from "./layout.ts";

/** Name of the one user metadata entry (`x-amz-meta-ssmbak`). */
export const METADATA_KEY = "ssmbak";

/** S3 takes 2 KB of user metadata, names and values added up. The name of the entry needs a little. */
const LONGEST_DOCUMENT = 2_000;

/** ARNs of IAM are shorter. A longer text goes into the companion object. */
const LONGEST_USER = 1_000;

const FORMAT = 1;

/** Only keys of companion objects are read. Another key could be another parameter's. */
const CompanionKey = t.refinement(t.string, isCompanionKey, "the key of a companion object");

const Document = t.intersection([
  t.type({ format: t.literal(FORMAT), modifiedAt: Time, type: ParameterType }),
  t.partial({
    /** Absent: the Python package stored the version, without a number. */
    version: VersionNumber,
    modifiedBy: t.string,
    /** Written where no object was current, or with deletions beside: the newest deletion may come after the version. */
    first: t.literal(true),
    /** Written onto an object. */
    chain: Chain,
    attributes: ParameterAttributes,
    /** Key of the companion object that holds the attributes instead. */
    companion: CompanionKey,
  }),
]);
type Document = t.TypeOf<typeof Document>;

/** The companion object: attributes that did not fit into the metadata. */
const Companion = t.intersection([t.type({ attributes: ParameterAttributes }), t.partial({ modifiedBy: t.string })]);

/** The content of a companion object. */
export type Companion = t.TypeOf<typeof Companion>;

const escapeChar = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * JSON that survives being a header: ASCII only, and no two spaces in a row, since signing folds repeated spaces.
 */
const toHeader = (document: Document | string): string =>
  JSON.stringify(document)
    .replace(/[\u007f-\uffff]/g, escapeChar)
    .replace(/(?<= ) /g, escapeChar);

const isLongUser = (user: string): boolean => toHeader(user).length > LONGEST_USER;

/** The object below an object. `first`: readers have to look at the deletions aside. */
export type WrittenOnto = Pick<Document, "first" | "chain">;

const documentOf = (
  { version, modifiedAt, modifiedBy, type }: VersionFact,
  rest: Pick<Document, "attributes" | "companion"> & WrittenOnto,
): Document => ({
  format: FORMAT,
  ...(version === undefined ? {} : { version }),
  modifiedAt,
  type,
  ...(modifiedBy === undefined || isLongUser(modifiedBy) ? {} : { modifiedBy }),
  ...rest,
});

/** The metadata of a version's object, and the companion object, if any. The companion object has to be written first. */
export interface EncodedMetadata {
  readonly document: string;
  readonly companion?: { readonly key: string; readonly json: string };
}

/** Encodes a version without its value. `keyOf` names the companion object by the content. */
export const encodeMetadata = (
  version: VersionFact,
  keyOf: (json: string) => string,
  onto: WrittenOnto = {},
): EncodedMetadata => {
  const { attributes, modifiedBy } = version;
  const document = toHeader(documentOf(version, { ...onto, attributes }));
  if (document.length <= LONGEST_DOCUMENT && !isLongUser(modifiedBy ?? "")) return { document };
  const json = JSON.stringify({
    attributes,
    ...(modifiedBy === undefined ? {} : { modifiedBy }),
  } satisfies Companion);
  const key = keyOf(json);
  return { document: toHeader(documentOf(version, { ...onto, companion: key })), companion: { key, json } };
};

/** The decoded metadata of a version's object. */
export interface DecodedMetadata extends WrittenOnto {
  readonly summary: VersionSummary;
  readonly attributes: ParameterAttributes;
  /** Key of the companion object to read for the attributes. */
  readonly companion?: string;
}

const fromDocument = (name: ParameterName, document: Document): DecodedMetadata => ({
  summary: {
    _tag: "Version",
    name,
    ...(document.version === undefined ? {} : { version: document.version }),
    modifiedAt: document.modifiedAt,
    ...(document.modifiedBy === undefined ? {} : { modifiedBy: document.modifiedBy }),
    type: document.type,
  },
  attributes: document.attributes ?? {},
  ...(document.companion === undefined ? {} : { companion: document.companion }),
  ...(document.first === undefined ? {} : { first: document.first }),
  ...(document.chain === undefined ? {} : { chain: document.chain }),
});

/** Decodes the metadata entry of a version's object. */
export const decodeMetadata = (name: ParameterName, text: string): E.Either<"unreadable", DecodedMetadata> =>
  pipe(
    decodeJson(Document, text),
    E.map((document) => fromDocument(name, document)),
  );

/** Decodes a companion object. */
export const decodeCompanion = (text: string): E.Either<"unreadable", Companion> => decodeJson(Companion, text);
