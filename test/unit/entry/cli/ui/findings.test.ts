import { expect, it } from "vitest";
import { describeFinding, findingToJson } from "../../../../../src/entry/cli/ui/findings.ts";
import { name } from "../../../../../src/testing/builders.ts";

const gaps = [
  { fromVersion: 2, toVersion: 4 },
  { fromVersion: 105, toVersion: 149 },
];

it("tells every gap of a name, for people and as data", () => {
  const finding = { _tag: "MissingVersions", name: name("/app/db"), versions: [5, 150], gaps, repaired: true } as const;
  expect(describeFinding(finding)).toContain("2-4, 105-149 are lost");
  expect(findingToJson(finding)).toMatchObject({ gaps });
});
