import type { ParameterAttributes, ParameterType } from "../../domain/model/parameter-version.ts";
import {
  append,
  expectHead,
  expectKept,
  expectLoaded,
  expectRoundTrip,
  expectStates,
  rightOf,
} from "./expectations.ts";
import type { Suite } from "./harness.ts";
import { at, END, NAME, version } from "./records.ts";

const policy = (days: number): string =>
  JSON.stringify({
    Type: "ExpirationNotification",
    Version: "1.0",
    Attributes: { Before: String(days), Unit: "Days" },
  });

/** About 4 KB, the most that SSM takes for an advanced parameter. */
const policies = Array.from({ length: 34 }, (_, days) => ({
  policyText: policy(days),
  policyType: "ExpirationNotification",
  policyStatus: "Pending",
}));

const everyAttribute: ParameterAttributes = {
  description: "Password of the database, rotated by hand",
  tier: "Advanced",
  keyId: "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  dataType: "text",
  allowedPattern: "^[a-zA-Z0-9 \\\\/\"']{1,100}$",
  policies: [{ policyText: policy(1), policyType: "ExpirationNotification", policyStatus: "Pending" }],
  labels: ["prod", "stable_2024.06-08"],
  tags: { team: "blue", "cost:center/1": "a=b +@-._", "aws:cloudformation:stack-name": "app" },
};

/** 50 tags, the most that SSM takes, of the longest keys and values. */
const tags = Object.fromEntries(
  Array.from({ length: 50 }, (_, index) => [`${index}`.padEnd(128, "k"), `${index}`.padEnd(256, "v")]),
);

/** 1,024 characters, the most that SSM takes, most of which no tag takes. */
const refusedByTags = "#!?*,;(){}[]<>|~^%&\"'\\`".repeat(48).slice(0, 1024);

const ATTRIBUTES: Readonly<Record<string, ParameterAttributes>> = {
  "no attributes at all": {},
  "every attribute at once": everyAttribute,
  "an empty description": { description: "" },
  "a description of 1,024 characters that S3 tags refuse": { description: refusedByTags },
  "a description of 1,024 characters beyond ASCII": { description: "日本語é".repeat(256) },
  "a description with emoji": { description: "🔐 rotated 👩‍💻" },
  "a description with line ends, tabs and outer spaces": { description: "  one\r\n\ttwo  three\n" },
  "policies of 4 KB": { tier: "Advanced", policies },
  "a policy of which SSM tells only a part": { policies: [{ policyType: "Expiration" }, {}] },
  "labels, in their order": { labels: ["z", "a", "Release-1.0", "under_score"] },
  "empty lists of policies and labels": { policies: [], labels: [] },
  "that there were no tags": { tags: {} },
  "as many and as long tags as SSM takes": { tags },
  "tags beyond ASCII, and without a value": { tags: { größe: "日本語 x", empty: "" } },
  "a data type and a tier that AWS may add later": { dataType: "aws:future:type", tier: "Future-Tier" },
};

const types: ReadonlyArray<ParameterType> = ["String", "StringList", "SecureString"];

/** What is kept of a version besides its value. */
export const attributeTests = ({ group, test }: Suite): void =>
  group("attributes", () => {
    for (const [title, attributes] of Object.entries(ATTRIBUTES)) {
      test(`keeps ${title}`, ({ store }) => expectRoundTrip(store, version(1, at(10), { attributes })));
    }

    test("keeps the attributes of each version", async ({ store }) => {
      const records = [everyAttribute, {}, { description: "another" }].map((attributes, index) =>
        version(index + 1, at(10 + index), { attributes }),
      );
      await append(store, ...records);
      for (const [index, told] of (await rightOf(store.history(NAME))).entries()) {
        const record = records[index];
        if (record !== undefined && told._tag === "Version") await expectLoaded(store, record, told);
      }
    });

    test("keeps each type of parameter", async ({ store }) => {
      const records = types.map((type, index) => version(index + 1, at(10 + index), { type }));
      await append(store, ...records);
      await expectKept(store, records);
    });

    test("keeps who made a version, as long as an ARN may be", async ({ store }) => {
      const modifiedBy = `arn:aws:sts::123456789012:assumed-role/${"r".repeat(64)}/${"s".repeat(64)}@example.com`;
      await expectRoundTrip(store, version(1, at(10), { modifiedBy }));
    });

    test("keeps a version of which SSM does not tell who made it", async ({ store }) => {
      const { modifiedBy: _, ...record } = version(1, at(10));
      await expectRoundTrip(store, record);
    });

    test("tells of the event that announced a version, wherever it tells of the version", async ({ store }) => {
      const announcedBy = { eventId: "12345678-1234-4234-8234-123456789abc", time: at(11) };
      const record = version(1, at(10.123), { announcedBy });
      await expectRoundTrip(store, record);
      await expectHead(store, record);
      await expectStates(store, END, [record]);
    });
  });
