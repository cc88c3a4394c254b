import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { decodeSqsEvent } from "../../../src/adapters/aws-lambda/sqs-event.ts";
import { decodeChangeEvent, decodeChangeMessage } from "../../../src/domain/events/change-event.ts";
import { timeOf } from "../../../src/domain/model/fact.ts";
import { Secret } from "../../../src/domain/model/secret.ts";
import {
  changeEnvelope,
  changeEventOf,
  DEFAULT_TIME,
  deletionOf,
  labelChangeOf,
  name,
  parameterVersion,
  sqsEvent,
  versionFactOf,
} from "../../../src/testing/builders.ts";

describe("builders", () => {
  it("build names in either spelling, and throw on what is none", () => {
    expect(name("foo")).toBe(name("/foo"));
    expect(() => name("/a b")).toThrow('"/a b" is no parameter name: expected a parameter name');
  });

  it("build things of the past by default", () => {
    const facts = [versionFactOf(), deletionOf(), labelChangeOf()];
    const times = [
      ...facts.map(timeOf),
      parameterVersion().modifiedAt,
      changeEventOf().time,
      Date.parse(changeEnvelope().time),
    ];
    for (const time of times) expect(new Date(time).getUTCFullYear()).toBe(2024);
  });

  it("build a version with plain strings for name and value", () => {
    const built = parameterVersion({ name: "foo", value: "secret", version: 7 });
    expect(built).toMatchObject({ name: "/foo", version: 7, type: "String" });
    expect(built.value.reveal()).toBe("secret");
    const value = Secret.of("mine");
    expect(parameterVersion({ value }).value).toBe(value);
    expect(parameterVersion({ version: 3 }).value.reveal()).not.toBe(parameterVersion({ version: 4 }).value.reveal());
  });

  it("build the fact of a version as SSM tells of the version", () => {
    const chosen = { name: "foo", version: 7, modifiedAt: 5 };
    const { value, ...fact } = versionFactOf(chosen);
    const { value: told, ...version } = parameterVersion(chosen);
    expect(fact).toEqual({ _tag: "Version", ...version });
    expect(value.equals(told)).toBe(true);
  });

  it("put the deletion of an event to the first millisecond of its second", () => {
    expect(deletionOf({ at: 5250 })).toMatchObject({ at: 5000, source: { _tag: "Event", operation: "Delete" } });
    expect(deletionOf({ name: "foo", at: 5250, aliveSince: 5300 })).toMatchObject({ name: "/foo", aliveSince: 5300 });
  });

  it("leave the deletion that a sweep found at its millisecond", () => {
    expect(deletionOf({ at: 5250, source: { _tag: "Sweep" } })).toMatchObject({ at: 5250, source: { _tag: "Sweep" } });
  });

  it("put a label change to the first millisecond of its second", () => {
    expect(labelChangeOf({ name: "foo", at: 5250, label: "blue" })).toMatchObject({
      name: "/foo",
      at: 5000,
      label: "blue",
      toVersion: 1,
    });
  });

  it("build events that the decoder reads as what was asked for", () => {
    const chosen = { id: "e", name: "foo", operation: "Delete", type: "SecureString", description: "d" } as const;
    expect(decodeChangeEvent(changeEnvelope({ ...chosen, time: DEFAULT_TIME + 700 }))).toEqual(
      E.right(changeEventOf({ ...chosen, time: DEFAULT_TIME })),
    );
    expect(decodeChangeEvent(changeEnvelope())).toEqual(E.right(changeEventOf()));
    expect(changeEnvelope({ name: "/foo" }).detail).toMatchObject({ name: "foo" });
    expect(changeEnvelope({ region: "eu-west-1", account: "1" }).resources[0]).toContain("eu-west-1:1:");
  });

  it("build label events", () => {
    expect(changeEnvelope({ operation: "LabelParameterVersion", label: "blue" }).detail).toMatchObject({
      operation: "LabelParameterVersion",
      label: "blue",
      fromVersion: "1",
      toVersion: "2",
    });
  });

  it("build SQS events of envelopes and of texts, with ids of their own or given ones", () => {
    const event = sqsEvent([changeEnvelope(), "not JSON", changeEnvelope({ id: "e" })], ["first"]);
    expect(E.isRight(decodeSqsEvent(event))).toBe(true);
    expect(event.Records.map(({ messageId }) => messageId)).toEqual(["first", "message-2", "message-3"]);
    expect(event.Records[1]?.body).toBe("not JSON");
    expect(decodeChangeMessage(String(event.Records[2]?.body))).toMatchObject(E.right({ id: "e" }));
  });
});
