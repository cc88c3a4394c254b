import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { decodeSqsEvent } from "../../../src/adapters/aws-lambda/sqs-event.ts";
import { decodeChangeEvent, decodeChangeMessage } from "../../../src/domain/events/change-event.ts";
import { Secret } from "../../../src/domain/model/secret.ts";
import {
  changeEnvelope,
  changeEventOf,
  DEFAULT_TIME,
  name,
  parameterVersion,
  sqsEvent,
  tombstoneOf,
  versionRecordOf,
} from "../../../src/testing/builders.ts";

describe("builders", () => {
  it("build names in either spelling, and throw on what is none", () => {
    expect(name("foo")).toBe(name("/foo"));
    expect(() => name("/a b")).toThrow('"/a b" is no parameter name: expected a parameter name');
  });

  it("build things of the past by default", () => {
    const times = [
      parameterVersion().modifiedAt,
      versionRecordOf().at,
      tombstoneOf().at,
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

  it("build a record at its version's time, or where they are told", () => {
    expect(versionRecordOf({ modifiedAt: 5 })).toMatchObject({ at: 5, rank: 0 });
    expect(versionRecordOf({ modifiedAt: 5, at: 9, rank: 2 })).toMatchObject({ modifiedAt: 5, at: 9, rank: 2 });
  });

  it("build a tombstone at the end of its second, or where they are told", () => {
    expect(tombstoneOf({ deletedAt: 5250 })).toMatchObject({ deletedAt: 5000, at: 5999, rank: 1, cause: "Delete" });
    expect(tombstoneOf({ deletedAt: 5250, at: 5300, rank: -1 })).toMatchObject({ deletedAt: 5000, at: 5300, rank: -1 });
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
