import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { decodeMetadata, encodeMetadata } from "../../../src/adapters/aws-s3/metadata-codec.ts";
import { name, versionRecordOf } from "../../../src/testing/index.ts";

/** What S3 takes of user metadata, less the six letters of the entry's name (S3 User Guide, "User-defined metadata"). */
const ROOM = 2_048 - "ssmbak".length;

const policies = [{ policyText: "p".repeat(4_000) }];

const encode = (record: Parameters<typeof versionRecordOf>[0]) =>
  encodeMetadata(versionRecordOf(record), () => `ssmbak/attributes/${"a".repeat(64)}.json`);

describe("the metadata of a version", () => {
  it.each(["i".repeat(5_000), "é".repeat(90)])("leaves out an event's id that would not fit", (eventId) => {
    for (const attributes of [{}, { policies }]) {
      const { document } = encode({ attributes, announcedBy: { eventId, time: 0 } });
      expect(document.length).toBeLessThanOrEqual(ROOM);
      const { summary } = E.getOrElseW(() => ({ summary: undefined }))(decodeMetadata(name("/app/db"), document));
      expect(summary).toMatchObject({ _tag: "Version", version: 1 });
      expect(summary).not.toHaveProperty("announcedBy");
    }
  });

  it.each(["u".repeat(1_500), "é".repeat(900)])(
    "moves a user that would not fit beside the attributes",
    (modifiedBy) => {
      const { document, companion } = encode({ modifiedBy, attributes: { policies } });
      expect(document.length).toBeLessThanOrEqual(ROOM);
      expect(companion?.json).toContain(modifiedBy);
    },
  );

  it("of before tags were kept is read, and tells of none", () => {
    const document = '{"format":1,"version":7,"modifiedAt":1,"type":"String","attributes":{"tier":"Standard"}}';
    expect(decodeMetadata(name("/app/db"), document)).toMatchObject({
      right: { summary: { version: 7 }, attributes: { tier: "Standard" } },
    });
    expect(JSON.stringify(decodeMetadata(name("/app/db"), document))).not.toContain("tags");
  });
});
