import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { type EventEnvelope, uuidOf } from "../../../../src/adapters/memory/change-events.ts";
import { InMemoryParameterStore } from "../../../../src/adapters/memory/in-memory-parameter-store.ts";
import { ManualClock } from "../../../../src/adapters/memory/manual-clock.ts";
import { decodeChangeEvent } from "../../../../src/domain/events/change-event.ts";
import { DEFAULT_TIME } from "../../../../src/testing/builders.ts";
import createTopLevel from "../../../fixtures/events/eventbridge-create-top-level.json" with { type: "json" };
import deletion from "../../../fixtures/events/eventbridge-delete.json" with { type: "json" };
import label from "../../../fixtures/events/eventbridge-label.json" with { type: "json" };
import expiration from "../../../fixtures/events/eventbridge-policy-expiration.json" with { type: "json" };

const withoutId = <A extends object>(event: A): Omit<A, "id"> => {
  const { id: _id, ...others } = event as A & { readonly id: unknown };
  return others;
};

const storeAt = (event: { readonly time: string; readonly region: string; readonly account: string }) => {
  const clock = new ManualClock(Date.parse(event.time));
  return { clock, ssm: new InMemoryParameterStore({ clock, region: event.region, account: event.account }) };
};

const lastOf = (ssm: InMemoryParameterStore) => withoutId(ssm.events.at(-1) ?? {});

describe("the events are those of AWS", () => {
  it("for a Create of a top-level parameter with a description", () => {
    const { ssm } = storeAt(createTopLevel);
    ssm.putParameter({ name: "/foo", value: "x", type: "String", description: "Sample Parameter" });
    expect(lastOf(ssm)).toEqual(withoutId(createTopLevel));
  });

  it("for a Delete", () => {
    const { clock, ssm } = storeAt(deletion);
    clock.advance(-5000);
    ssm.putParameter({ name: "/app/prod/db/password", value: "x", type: "SecureString" });
    clock.advance(5000);
    ssm.deleteParameter("/app/prod/db/password");
    expect(lastOf(ssm)).toEqual(withoutId(deletion));
  });

  it("for a label move", () => {
    const { clock, ssm } = storeAt(label);
    clock.advance(-5000);
    const parameter = { name: "/app/prod/db/password", value: "x", type: "SecureString" };
    ssm.putParameter(parameter);
    ssm.labelParameterVersion(parameter.name, ["stable"]);
    ssm.putParameter({ ...parameter, overwrite: true });
    clock.advance(5000);
    ssm.labelParameterVersion(parameter.name, ["stable"]);
    expect(lastOf(ssm)).toEqual(withoutId(label));
  });

  it("for an expiration by policy", () => {
    const { clock, ssm } = storeAt(expiration);
    clock.advance(-5000);
    const policies = `[${expiration.detail["policy-content"]}]`;
    ssm.putParameter({ name: "/app/prod/temporary", value: "x", type: "SecureString", tier: "Advanced", policies });
    clock.advance(5000);
    ssm.expireParameters();
    expect(lastOf(ssm)).toEqual(withoutId(expiration));
  });
});

describe("an event", () => {
  const open = () => {
    const clock = new ManualClock(DEFAULT_TIME + 999);
    const heard: EventEnvelope[] = [];
    const ssm = new InMemoryParameterStore({ clock, onEvent: (event) => heard.push(event) });
    return { clock, heard, ssm };
  };

  it("tells its time in whole seconds, rounded down", () => {
    const { ssm } = open();
    ssm.putParameter({ name: "a", value: "x", type: "String" });
    ssm.putParameter({ name: "a", value: "y", overwrite: true });
    expect(ssm.events.map(({ time }) => time)).toEqual(["2024-06-08T23:06:33Z", "2024-06-08T23:06:34Z"]);
  });

  it("has an id that repeats from run to run, and no two are alike", () => {
    const { ssm } = open();
    ssm.putParameter({ name: "a", value: "x", type: "String" });
    ssm.deleteParameter("a");
    expect(ssm.events.map(({ id }) => id)).toEqual([uuidOf(1), uuidOf(2)]);
    expect(uuidOf(255)).toBe("00000000-0000-4000-8000-0000000000ff");
  });

  it("tells the operation, type and description of what was changed, and never the value", () => {
    const { ssm } = open();
    ssm.putParameter({ name: "/a/b", value: "canary", type: "String" });
    ssm.putParameter({ name: "/a/b", value: "canary", type: "SecureString", description: "about", overwrite: true });
    ssm.putParameter({ name: "/a/b", value: "canary", description: "", overwrite: true });
    ssm.deleteParameter("/a/b");
    expect(ssm.events.map(({ detail }) => detail)).toEqual([
      { operation: "Create", name: "/a/b", type: "String" },
      { operation: "Update", name: "/a/b", type: "SecureString", description: "about" },
      { operation: "Update", name: "/a/b", type: "SecureString" },
      { operation: "Delete", name: "/a/b", type: "SecureString" },
    ]);
    expect(JSON.stringify(ssm.events)).not.toContain("canary");
  });

  it("names a top-level parameter without its slash in every kind, and by the same ARN", () => {
    const { clock, ssm } = open();
    const policies = '[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2024-06-09T00:00:00Z"}}]';
    ssm.putParameter({ name: "/foo", value: "x", type: "String", tier: "Advanced", policies });
    ssm.labelParameterVersion("/foo", ["a"]);
    clock.advance(86_400_000);
    ssm.expireParameters();
    expect(ssm.events.map(({ detail }) => ("name" in detail ? detail.name : detail["parameter-name"]))).toEqual([
      "foo",
      "foo",
      "foo",
    ]);
    expect(new Set(ssm.events.flatMap(({ resources }) => resources))).toEqual(
      new Set(["arn:aws:ssm:us-east-1:123456789012:parameter/foo"]),
    );
  });

  it("is heard right after the change, when that can be read", () => {
    const seen: number[] = [];
    const ssm: InMemoryParameterStore = new InMemoryParameterStore({
      onEvent: () => seen.push(ssm.getParameter("a").version),
    });
    ssm.putParameter({ name: "a", value: "x", type: "String" });
    ssm.putParameter({ name: "a", value: "y", overwrite: true });
    expect(seen).toEqual([1, 2]);
  });

  it("is heard and collected alike, is plain JSON, and can be decoded", () => {
    const { heard, ssm } = open();
    ssm.putParameter({ name: "a", value: "x", type: "String" });
    ssm.labelParameterVersion("a", ["l"]);
    ssm.deleteParameter("a");
    expect(heard).toEqual(ssm.events);
    expect(JSON.parse(JSON.stringify(ssm.events))).toEqual(ssm.events);
    expect(ssm.events.map(decodeChangeEvent).every(E.isRight)).toBe(true);
  });

  it("of a label does not seem to come before the change that it follows", () => {
    const { clock, ssm } = open();
    ssm.putParameter({ name: "a", value: "x", type: "String" });
    clock.set(DEFAULT_TIME - 60_000);
    ssm.labelParameterVersion("a", ["l"]);
    expect(ssm.events.at(-1)?.time).toBe("2024-06-08T23:06:33Z");
  });
});
