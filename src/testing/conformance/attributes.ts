import type { ParameterAttributes, ParameterType } from "../../domain/model/parameter-version.ts";
import { expectAll, expectLoaded, expectRoundTrip, expectWithin, only } from "./expectations.ts";
import { at, END, NAME, version } from "./facts.ts";
import type { Suite } from "./harness.ts";

const policy = (days: number): string =>
  JSON.stringify({
    Type: "ExpirationNotification",
    Version: "1.0",
    Attributes: { Before: String(days), Unit: "Days" },
  });

/** About 4 KB of policies: the most that SSM takes for an advanced parameter. */
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

/** 50 tags with the longest keys and values: the most that SSM takes. */
const tags = Object.fromEntries(
  Array.from({ length: 50 }, (_, index) => [`${index}`.padEnd(128, "k"), `${index}`.padEnd(256, "v")]),
);

/** A description of 1,024 characters, the most that SSM takes. Tags of S3 refuse most of the characters. */
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
  "labels of older versions": { labels: ["new"], olderLabels: { old: 1, older: 2 } },
  "that no older version had a label": { olderLabels: {} },
  "that there were no tags": { tags: {} },
  "as many and as long tags as SSM takes": { tags },
  "tags beyond ASCII, and without a value": { tags: { größe: "日本語 x", empty: "" } },
  "a data type and a tier that AWS may add later": { dataType: "aws:future:type", tier: "Future-Tier" },
};

const types: ReadonlyArray<ParameterType> = ["String", "StringList", "SecureString"];

/** Tests of attributes: every attribute of a version comes back as it was appended. */
export const attributeTests = ({ group, test }: Suite): void =>
  group("attributes", () => {
    for (const [title, attributes] of Object.entries(ATTRIBUTES)) {
      test(`come back whole: ${title}`, ({ store }) => expectRoundTrip(store, version(1, at(10), { attributes })));
    }

    test("are those of each version", async ({ store }) => {
      const facts = [everyAttribute, {}, { description: "another" }].map((attributes, index) =>
        version(index + 1, at(10 + index), { attributes }),
      );
      await store.add(...facts);
      for (const fact of facts) await expectLoaded(store, fact);
    });

    for (const type of types) {
      test(`come with the type "${type}"`, ({ store }) => expectRoundTrip(store, version(1, at(10), { type })));
    }

    test("come with who made a version, as long as an ARN may be", ({ store }) => {
      const modifiedBy = `arn:aws:sts::123456789012:assumed-role/${"r".repeat(64)}/${"s".repeat(64)}@example.com`;
      return expectRoundTrip(store, version(1, at(10), { modifiedBy }));
    });

    test("come without who made a version where SSM does not tell", ({ store }) => {
      const { modifiedBy: _, ...fact } = version(1, at(10));
      return expectRoundTrip(store, fact);
    });

    test("come with the version wherever a store tells of the version", async ({ store }) => {
      const { modifiedBy: _, ...fact } = version(3, at(10.123), { type: "SecureString" });
      await store.add(fact);
      await expectAll(store, [fact], END);
      await expectWithin(store, only(NAME), { since: at(0), until: END }, [fact]);
    });
  });
