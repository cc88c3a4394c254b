import { describe, expect, it } from "vitest";
import { InMemoryParameterStore } from "../../../../src/adapters/memory/in-memory-parameter-store.ts";
import { MAX_LABELS } from "../../../../src/adapters/memory/parameter-labels.ts";
import { MAX_VERSIONS } from "../../../../src/adapters/memory/parameter-versions.ts";
import { refusalOf } from "./refusal.ts";

const put = (ssm: InMemoryParameterStore) =>
  ssm.putParameter({ name: "/app/db", value: "x", type: "String", overwrite: true });

const storeWith = (versions: number): InMemoryParameterStore => {
  const ssm = new InMemoryParameterStore();
  for (let count = 0; count < versions; count += 1) put(ssm);
  return ssm;
};

const labels = (ssm: InMemoryParameterStore) =>
  ssm.getParameterHistory("/app/db").map(({ attributes }) => attributes.labels ?? []);

const many = (count: number, prefix = "l"): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

const labelEvents = (ssm: InMemoryParameterStore) =>
  ssm.events.map(({ detail }) => detail).filter((detail) => "label" in detail);

describe("labels", () => {
  it("go onto the newest version unless another one is named", () => {
    const ssm = storeWith(2);
    expect(ssm.labelParameterVersion("/app/db", ["new"])).toEqual({ version: 2, invalidLabels: [] });
    expect(ssm.labelParameterVersion("/app/db", ["old"], 1)).toEqual({ version: 1, invalidLabels: [] });
    expect(labels(ssm)).toEqual([["old"], ["new"]]);
  });

  it("move: a label names one version", () => {
    const ssm = storeWith(2);
    ssm.labelParameterVersion("/app/db", ["a", "b"], 1);
    ssm.labelParameterVersion("/app/db", ["b", "c"], 2);
    expect(labels(ssm)).toEqual([["a"], ["b", "c"]]);
    expect(ssm.getParameterHistory("/app/db")[0].attributes.labels).toEqual(["a"]);
    ssm.labelParameterVersion("/app/db", ["a"], 2);
    expect(ssm.getParameterHistory("/app/db")[0].attributes).not.toHaveProperty("labels");
  });

  it("change neither the version nor its time", () => {
    const ssm = storeWith(1);
    const before = ssm.getParameter("/app/db");
    ssm.labelParameterVersion("/app/db", ["a"]);
    const { attributes, ...after } = ssm.getParameter("/app/db");
    expect({ ...after, attributes: before.attributes }).toEqual(before);
    expect(attributes.labels).toEqual(["a"]);
  });

  it.each(["a", "A", "_x", ".x", "-x", "a1.b_c-d", "Maws", "x".repeat(100)])("may be %j", (label) => {
    const ssm = storeWith(1);
    expect(ssm.labelParameterVersion("/app/db", [label]).invalidLabels).toEqual([]);
    expect(labels(ssm)).toEqual([[label]]);
  });

  it.each(["", "1a", "aws", "AWSx", "ssm-x", "SsM", "a b", "a/b", "ä", "x".repeat(101)])(
    "may not be %j: listed, not refused",
    (label) => {
      const ssm = storeWith(1);
      expect(ssm.labelParameterVersion("/app/db", [label, "fine"])).toEqual({ version: 1, invalidLabels: [label] });
      expect(labels(ssm)).toEqual([["fine"]]);
    },
  );

  it("are at most 10 on a version, those that are there counted in", () => {
    const ssm = storeWith(2);
    ssm.labelParameterVersion("/app/db", many(MAX_LABELS), 1);
    expect(refusalOf(() => ssm.labelParameterVersion("/app/db", ["more"], 1)).name).toBe(
      "ParameterVersionLabelLimitExceeded",
    );
    expect(ssm.labelParameterVersion("/app/db", many(MAX_LABELS), 1).invalidLabels).toEqual([]);
    ssm.labelParameterVersion("/app/db", ["l0", "more"], 2);
    expect(labels(ssm).map(({ length }) => length)).toEqual([9, 2]);
  });

  it("are between 1 and 10 at once", () => {
    const ssm = storeWith(1);
    for (const some of [[], many(11)]) {
      expect(refusalOf(() => ssm.labelParameterVersion("/app/db", some)).name).toBe("ValidationException");
      expect(refusalOf(() => ssm.unlabelParameterVersion("/app/db", some, 1)).name).toBe("ValidationException");
    }
  });

  it("need a version that is there", () => {
    const ssm = storeWith(MAX_VERSIONS + 1);
    for (const version of [0, 1, MAX_VERSIONS + 2]) {
      expect(refusalOf(() => ssm.labelParameterVersion("/app/db", ["a"], version)).name).toBe(
        "ParameterVersionNotFound",
      );
      expect(refusalOf(() => ssm.unlabelParameterVersion("/app/db", ["a"], version)).name).toBe(
        "ParameterVersionNotFound",
      );
    }
  });
});

describe("taking labels off", () => {
  it("tells which were there", () => {
    const ssm = storeWith(2);
    ssm.labelParameterVersion("/app/db", ["a", "b"], 1);
    ssm.labelParameterVersion("/app/db", ["c"], 2);
    expect(ssm.unlabelParameterVersion("/app/db", ["a", "c", "z"], 1)).toEqual({
      removedLabels: ["a"],
      invalidLabels: ["c", "z"],
    });
    expect(labels(ssm)).toEqual([["b"], ["c"]]);
  });

  it("emits no event", () => {
    const ssm = storeWith(1);
    ssm.labelParameterVersion("/app/db", ["a"]);
    const before = ssm.events.length;
    ssm.unlabelParameterVersion("/app/db", ["a"], 1);
    expect(ssm.events).toHaveLength(before);
  });
});

describe("a label on the oldest of 100 versions", () => {
  it("keeps the next one from being made, until it is moved", () => {
    const ssm = storeWith(MAX_VERSIONS);
    ssm.labelParameterVersion("/app/db", ["stable"], 1);
    const events = ssm.events.length;
    expect(refusalOf(() => put(ssm)).name).toBe("ParameterMaxVersionLimitExceeded");
    expect(ssm.events).toHaveLength(events);
    expect(ssm.getParameter("/app/db").version).toBe(MAX_VERSIONS);
    ssm.labelParameterVersion("/app/db", ["stable"], 2);
    expect(put(ssm).version).toBe(MAX_VERSIONS + 1);
  });

  it("does not matter while there is room", () => {
    const ssm = storeWith(MAX_VERSIONS - 1);
    ssm.labelParameterVersion("/app/db", ["stable"], 1);
    expect(put(ssm).version).toBe(MAX_VERSIONS);
  });
});

describe("the events of labels", () => {
  it("tell each label with its versions as strings", () => {
    const ssm = storeWith(2);
    ssm.labelParameterVersion("/app/db", ["a"], 1);
    ssm.labelParameterVersion("/app/db", ["a", "b"], 2);
    const about = { operation: "LabelParameterVersion", name: "/app/db", type: "String" };
    expect(labelEvents(ssm)).toEqual([
      { ...about, label: "a", toVersion: "1" },
      { ...about, label: "a", fromVersion: "1", toVersion: "2" },
      { ...about, label: "b", toVersion: "2" },
    ]);
  });

  it("are none for labels that are there already, doubled in the request, or invalid", () => {
    const ssm = storeWith(1);
    ssm.labelParameterVersion("/app/db", ["a", "a"]);
    ssm.labelParameterVersion("/app/db", ["a", "1"]);
    expect(labelEvents(ssm)).toHaveLength(1);
    expect(labels(ssm)).toEqual([["a"]]);
  });
});
