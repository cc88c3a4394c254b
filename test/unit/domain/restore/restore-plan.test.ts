import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { ATTRIBUTES } from "../../../../src/domain/restore/parameter-state.ts";
import {
  countActions,
  decodeRestorePlan,
  type RestorePlan,
  sealedText,
} from "../../../../src/domain/restore/restore-plan.ts";
import { DEFAULT_TIME, labelChangeOf, name } from "../../../../src/testing/builders.ts";

const NAME = name("/app/db");

const plan: RestorePlan = {
  format: 2,
  plannedAt: DEFAULT_TIME,
  instant: DEFAULT_TIME - 1_000,
  origin: { store: "s3://bucket", source: "ssm:", region: "eu-west-1" },
  allowRecreate: false,
  rows: [
    {
      name: NAME,
      action: "Update",
      differences: ATTRIBUTES.map((attribute) => ({ attribute, is: "is", was: "was" })),
      notes: ["a note"],
      live: { version: 2, modifiedAt: DEFAULT_TIME },
      version: {
        _tag: "Version",
        name: NAME,
        version: 1,
        modifiedAt: DEFAULT_TIME,
        modifiedBy: "someone",
        type: "String",
        reference: "somewhere",
      },
      labelChanges: [labelChangeOf({ name: NAME, fromVersion: 1, toVersion: 2 })],
    },
    { name: NAME, action: "Delete", differences: [], notes: [], newSince: true },
  ],
  integrity: "seal",
};
const [row] = plan.rows;

const withRow = (changes: Readonly<Record<string, unknown>>): unknown => ({ ...plan, rows: [{ ...row, ...changes }] });

/** Where something is wrong, and the plan. */
const BAD_PLANS: ReadonlyArray<readonly [string, unknown]> = [
  ["format", { ...plan, format: 1 }],
  ["plannedAt", { ...plan, plannedAt: "now" }],
  ["instant", { ...plan, instant: null }],
  ["origin.store", { ...plan, origin: { ...plan.origin, store: 1 } }],
  ["origin.source", { ...plan, origin: { ...plan.origin, source: 1 } }],
  ["origin.region", { ...plan, origin: { store: "", source: "" } }],
  ["allowRecreate", { ...plan, allowRecreate: "no" }],
  ["integrity", { ...plan, integrity: undefined }],
  ["rows", { ...plan, rows: {} }],
  ["rows.0.name", withRow({ name: "//" })],
  ["rows.0.action", withRow({ action: "Destroy" })],
  ["rows.0.notes.0", withRow({ notes: [1] })],
  ["rows.0.differences.0.attribute", withRow({ differences: [{ attribute: "colour" }] })],
  ["rows.0.differences.0.is", withRow({ differences: [{ attribute: "value", is: 1 }] })],
  ["rows.0.differences.0.was", withRow({ differences: [{ attribute: "value", was: 1 }] })],
  ["rows.0.live.version", withRow({ live: { modifiedAt: 1 } })],
  ["rows.0.live.modifiedAt", withRow({ live: { version: 1 } })],
  ["rows.0.newSince", withRow({ newSince: "yes" })],
  ...["_tag", "name", "modifiedAt", "type", "version", "modifiedBy", "reference"].map(
    (key) => [`rows.0.version.${key}`, withRow({ version: { ...row?.version, [key]: null } })] as const,
  ),
  ["rows.0.labelChanges", withRow({ labelChanges: {} })],
  ...["_tag", "name", "at", "eventId", "label", "fromVersion", "toVersion"].map(
    (key) =>
      [
        `rows.0.labelChanges.0.${key}`,
        withRow({ labelChanges: [{ ...row?.labelChanges?.[0], [key]: null }] }),
      ] as const,
  ),
];

describe("a plan that is read back", () => {
  it("is what was written", () => {
    expect(decodeRestorePlan(JSON.parse(JSON.stringify(plan)))).toEqual(E.right(plan));
  });

  it("may name a version without a number, which the Python package stored, and no label changes", () => {
    const { version: _number, modifiedBy: _who, reference: _where, ...version } = row?.version ?? {};
    const { labelChanges: _changes, ...plain } = { ...row, version };
    expect(decodeRestorePlan({ ...plan, rows: [plain] })).toEqual(E.right({ ...plan, rows: [plain] }));
  });

  it.each(["Create", "Update", "Delete", "Nothing", "Unreadable"])("may hold the action %s", (action) => {
    expect(E.isRight(decodeRestorePlan(withRow({ action })))).toBe(true);
  });

  it.each(BAD_PLANS)("is refused for its %s", (path, input) => {
    const decoded = decodeRestorePlan(input);
    expect(E.isLeft(decoded) && decoded.left.message).toMatch(/^not a valid restore plan: /);
    expect(E.isLeft(decoded) && decoded.left.problems.map((problem) => problem.path)).toEqual([path]);
  });
});

describe("the text that is sealed", () => {
  it("is the same whatever the order of keys, with absent fields or without, and without the seal", () => {
    const { rows, ...others } = plan;
    const shuffled = { newField: undefined, ...Object.fromEntries(Object.entries(others).reverse()), rows };
    expect(sealedText(JSON.parse(JSON.stringify({ ...shuffled, integrity: "another" })))).toBe(sealedText(plan));
    expect(sealedText({ ...plan, ...{ newField: undefined } })).toBe(sealedText(plan));
    expect(sealedText(plan)).not.toContain("seal");
    expect(JSON.parse(sealedText(plan))).toEqual({ ...others, rows, integrity: undefined });
  });

  it("begins with the first key of the alphabet, at every depth", () => {
    expect(sealedText(plan)).toMatch(/^\{"allowRecreate":false,"format":2,"instant":\d+,"origin":\{"region":/);
  });

  it("is another with any change, and with rows in another order", () => {
    expect(sealedText({ ...plan, allowRecreate: true })).not.toBe(sealedText(plan));
    expect(sealedText({ ...plan, rows: plan.rows.toReversed() })).not.toBe(sealedText(plan));
  });
});

describe("the actions of a plan", () => {
  it("are counted, those that it does not hold too", () => {
    expect(countActions(plan)).toEqual({ Create: 0, Update: 1, Delete: 1, Nothing: 0, Unreadable: 0 });
    expect(countActions({ rows: [...plan.rows, ...plan.rows] })).toMatchObject({ Update: 2, Delete: 2 });
  });
});
