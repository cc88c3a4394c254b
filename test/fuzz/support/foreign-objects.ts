import { createHash } from "node:crypto";
import fc from "fast-check";
import { type AsideEntry, asideKey } from "../../../src/adapters/aws-s3/aside-key.ts";
import { encodeMetadata, METADATA_KEY } from "../../../src/adapters/aws-s3/metadata-codec.ts";
import {
  DEFAULT_TIME,
  deletionOf,
  labelChangeOf,
  name as nameOf,
  versionFactOf,
} from "../../../src/testing/builders.ts";
import type { Place } from "../../support/canary.ts";
import { CANARY } from "./canary.ts";
import type { ForeignObject } from "./foreign-bucket.ts";
import { mutated, scrambled } from "./mutations.ts";
import { wildDate } from "./wild-answers.ts";
import { edgeNumber, oddText } from "./wrong-things.ts";

/** The names that are asked for; foreign objects lie at their keys. */
export const NAMES = ["/app/a", "/app/b", "/top"] as const;

const companionKey = (json: string): string =>
  `ssmbak/attributes/${createHash("sha256").update(json).digest("hex")}.json`;

const documents = [{}, { description: "described", labels: ["stable"] }, { description: "long ".repeat(600) }].map(
  (attributes): unknown =>
    JSON.parse(encodeMetadata(versionFactOf({ attributes }), companionKey, { first: true }).document),
);

/** Who made a version, and ids, are told as they are. */
const isTold = (place: Place): boolean => ["modifiedBy", "id"].includes(place.at(-1) ?? "");

const metadataText: fc.Arbitrary<string> = fc
  .constantFrom(...documents)
  .chain((document) =>
    fc.oneof(
      { weight: 1, arbitrary: fc.constant(JSON.stringify(document)) },
      { weight: 4, arbitrary: mutated(document, isTold).map((wrong) => JSON.stringify(wrong) ?? "") },
      { weight: 2, arbitrary: scrambled(JSON.stringify(document)) },
      { weight: 1, arbitrary: fc.constant(CANARY) },
    ),
  );

/** User metadata, with the entry of ours in it or not. */
export const metadata = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Readonly<Record<string, string>>>({}) },
  { weight: 3, arbitrary: metadataText.map((text) => ({ [METADATA_KEY]: text })) },
);

const tagText = fc.oneof(oddText, edgeNumber.map(String), fc.constant(CANARY));

const tags: fc.Arbitrary<Readonly<Record<string, string>>> = fc.record(
  {
    ssmbakTime: fc.oneof({ weight: 3, arbitrary: fc.constant("1717888593") }, { weight: 4, arbitrary: tagText }),
    ssmbakType: fc.oneof({ weight: 4, arbitrary: fc.constant("SecureString") }, tagText),
    ssmbakDescription: tagText,
    __proto__: tagText,
  },
  { requiredKeys: [] },
);

/** What an object holds. */
export const body: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.constant(Buffer.from(CANARY)),
  // No UTF-8.
  fc.constant(Buffer.concat([Buffer.from(CANARY), Buffer.from([0xff, 0xc0, 0x80])])),
  fc
    .constantFrom({}, { attributes: {} })
    .chain(mutated)
    .map((thing) => Buffer.from(JSON.stringify(thing) ?? "")),
  fc.constant(Buffer.alloc(0)),
);

const keyAside = fc.constantFrom(...NAMES).chain((name) => {
  const deletion = deletionOf({ name });
  const found = deletionOf({ name, source: { _tag: "Sweep" } });
  const marker = deletionOf({ name, source: { _tag: "Marker", versionId: "v1" } });
  const entries: ReadonlyArray<AsideEntry> = [
    ...[deletion, found, marker].map((one): AsideEntry => ({ _tag: "Deletion", deletion: one })),
    { _tag: "Evidence", deletion, aliveSince: DEFAULT_TIME },
    { _tag: "Announcement", deletion: found, announcedAt: DEFAULT_TIME },
    { _tag: "LabelChange", change: labelChangeOf({ name }) },
    { _tag: "LateVersion", modifiedAt: DEFAULT_TIME, version: 1 },
    { _tag: "LateVersion", modifiedAt: DEFAULT_TIME, copy: "0123456789abcdef" },
  ];
  return fc.constantFrom(...entries.map((entry) => asideKey(nameOf(name), entry))).chain((key) =>
    fc.oneof(
      fc.constant(key),
      scrambled(key),
      edgeNumber.map((number) => key.replace(String(DEFAULT_TIME), String(number))),
      fc.constantFrom("9".repeat(20), "9".repeat(400), "-5", "00").map((digits) => key.replace(/\d{10,}/, digits)),
    ),
  );
});

/** Keys of ours, and keys that resemble them. */
export const key: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<string>(...NAMES) },
  { weight: 3, arbitrary: keyAside },
  {
    weight: 1,
    arbitrary: fc.constantFrom("", "/", "//", "/app/", "/app//x", "plain", "ssmbak/aside", "/app/ä", "/~", "/app/a!"),
  },
  { weight: 1, arbitrary: fc.constantFrom(...documents).map((document) => companionKey(JSON.stringify(document))) },
);

/** Objects in a bucket that nobody promises anything of. */
export const foreignObjects: fc.Arbitrary<ReadonlyArray<ForeignObject>> = fc.array(
  fc.record({ key, body, metadata, tags, lastModified: wildDate, isMarker: fc.boolean() }),
  { maxLength: 8 },
);
