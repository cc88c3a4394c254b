import { describe, expect, it } from "vitest";
import { decodeMetadata, encodeMetadata } from "../../../../src/adapters/aws-s3/metadata-codec.ts";
import { name, versionFactOf } from "../../../../src/testing/index.ts";

/** What S3 takes of user metadata, less the six letters of the entry's name (S3 User Guide, "User-defined metadata"). */
const ROOM = 2_048 - "ssmbak".length;

const policies = [{ policyText: "p".repeat(4_000) }];

const encode = (record: Parameters<typeof versionFactOf>[0]) =>
  encodeMetadata(versionFactOf(record), () => `ssmbak/attributes/${"a".repeat(64)}.json`);

describe("the metadata of a version", () => {
  it("fills the room that S3 gives, and moves more beside", () => {
    const lengths = [];
    for (let length = 1_700; length < 2_000; length += 1) {
      const { document, companion } = encode({ attributes: { description: "d".repeat(length) } });
      expect(document.length).toBeLessThanOrEqual(ROOM);
      if (companion === undefined) lengths.push(document.length);
    }
    expect(Math.max(...lengths)).toBeGreaterThan(ROOM - 50);
    expect(lengths.length).toBeLessThan(300);
  });

  it("of a version without a number is read without one", () => {
    const { version: _version, ...unnumbered } = versionFactOf();
    const { document } = encodeMetadata(unnumbered, () => "");
    const decoded = decodeMetadata(name("/app/db"), document);
    expect(decoded).toMatchObject({ right: { summary: { modifiedAt: unnumbered.modifiedAt } } });
    expect(decoded).not.toHaveProperty("right.summary.version");
  });

  it.each(["u".repeat(1_500), "é".repeat(900)])(
    "moves a user that would not fit beside the attributes",
    (modifiedBy) => {
      const { document, companion } = encode({ modifiedBy, attributes: { policies } });
      expect(document.length).toBeLessThanOrEqual(ROOM);
      expect(companion?.json).toContain(modifiedBy);
    },
  );

  it("of before tags were stored is read, and tells of none", () => {
    const document = '{"format":1,"version":7,"modifiedAt":1,"type":"String","attributes":{"tier":"Standard"}}';
    expect(decodeMetadata(name("/app/db"), document)).toMatchObject({
      right: { summary: { version: 7 }, attributes: { tier: "Standard" } },
    });
    expect(JSON.stringify(decodeMetadata(name("/app/db"), document))).not.toContain("tags");
  });
});
