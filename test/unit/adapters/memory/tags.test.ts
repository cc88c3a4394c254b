import { describe, expect, it } from "vitest";
import { InMemoryParameterStore } from "../../../../src/adapters/memory/in-memory-parameter-store.ts";
import { MAX_TAGS } from "../../../../src/adapters/memory/parameter-tags.ts";
import { refusalOf } from "./refusal.ts";

const DB = "/app/db";

const store = (tags: Readonly<Record<string, string>> = {}): InMemoryParameterStore => {
  const ssm = new InMemoryParameterStore();
  const list = Object.entries(tags).map(([key, value]) => ({ key, value }));
  ssm.putParameter({ name: DB, value: "x", type: "String", tags: list });
  return ssm;
};

const many = (count: number): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));

describe("tags", () => {
  it("are added, changed and taken off, without an event", () => {
    const ssm = store({ team: "blue" });
    ssm.addTagsToResource(DB, { team: "red", env: "prod" });
    ssm.removeTagsFromResource(DB, ["env", "never"]);
    expect(ssm.listTagsForResource(DB)).toEqual({ team: "red" });
    ssm.putParameter({ name: DB, value: "y", overwrite: true });
    expect(ssm.listTagsForResource(DB)).toEqual({ team: "red" });
    expect(ssm.events).toHaveLength(2);
  });

  it("of a parameter that is not there are refused", () => {
    const ssm = store();
    for (const act of [
      () => ssm.addTagsToResource("/app/none", {}),
      () => ssm.removeTagsFromResource("/app/none", []),
      () => ssm.listTagsForResource("/app/none"),
    ]) {
      expect(refusalOf(act).name).toBe("InvalidResourceId");
    }
  });

  it("are at most 50", () => {
    const ssm = store(many(MAX_TAGS));
    ssm.addTagsToResource(DB, { k0: "other" });
    expect(refusalOf(() => ssm.addTagsToResource(DB, { one: "more" })).name).toBe("TooManyTagsError");
    expect(Object.keys(ssm.listTagsForResource(DB))).toHaveLength(MAX_TAGS);
  });

  it.each([
    ["a key of AWS's own", { "aws:x": "y" }],
    ["a key that is too long", { ["k".repeat(129)]: "y" }],
    ["an empty key", { "": "y" }],
    ["a character that tags don't take", { key: "y!" }],
    ["a value that is too long", { key: "v".repeat(257) }],
  ])("refuse %s, wherever they are given", (_, tags) => {
    const ssm = store();
    expect(refusalOf(() => ssm.addTagsToResource(DB, tags)).name).toBe("ValidationException");
    expect(refusalOf(() => store(tags)).name).toBe("ValidationException");
    expect(ssm.listTagsForResource(DB)).toEqual({});
  });

  it("of AWS's own can't be taken off", () => {
    expect(refusalOf(() => store().removeTagsFromResource(DB, ["aws:x"])).name).toBe("ValidationException");
  });
});
