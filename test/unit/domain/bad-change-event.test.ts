import { inspect } from "node:util";
import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { decodeSqsEvent } from "../../../src/adapters/aws-lambda/sqs-event.ts";
import { decodeChangeEvent, decodeChangeMessage } from "../../../src/domain/events/change-event.ts";
import type { DecodeError } from "../../../src/domain/model/decode-error.ts";
import { changeEnvelope } from "../../../src/testing/builders.ts";
import expiration from "../../fixtures/events/eventbridge-policy-expiration.json" with { type: "json" };

const CANARY = "canary-51d0";

const refused = <A>(decoded: E.Either<DecodeError, A>): DecodeError => {
  if (E.isRight(decoded)) throw new Error("was accepted");
  return decoded.left;
};

type Path = ReadonlyArray<string>;

/** `input` with the field at `path` replaced, or left out when `value` is undefined. */
const patched = (input: unknown, [key, ...rest]: Path, value: unknown): unknown => {
  if (key === undefined) return value;
  const { [key]: old, ...others } = input as Record<string, unknown>;
  const inner = patched(old, rest, value);
  return inner === undefined ? others : { ...others, [key]: inner };
};

const OPERATION = '"Create" | "Update" | "Delete" | "LabelParameterVersion"';
const TYPE = '"String" | "StringList" | "SecureString"';
const NAME_FORM = "a parameter name (letters, digits and _ . - between single slashes)";
const ACCOUNT_FORM = "the id of an account, 12 digits";
const REGION_FORM = "the name of a region";
const EVENT_ID_FORM = "an event id of 1 to 64 letters, digits, dots, underscores or hyphens";
const TIME_FORM = "an ISO 8601 time with zone";

/** Path, what stands there, what is expected. `undefined` leaves the field out. */
const BAD_FIELDS: ReadonlyArray<[string, unknown, string]> = [
  ["source", CANARY, '"aws.ssm"'],
  ["source", undefined, '"aws.ssm"'],
  ["id", 7, EVENT_ID_FORM],
  ["id", undefined, EVENT_ID_FORM],
  ["time", CANARY, TIME_FORM],
  ["time", "2024-02-30T00:00:00Z", TIME_FORM],
  ["time", 1_717_888_000, TIME_FORM],
  ["time", ["2024-06-08T23:06:33Z"], TIME_FORM],
  ["time", undefined, TIME_FORM],
  ["account", CANARY, ACCOUNT_FORM],
  ["account", 123_456_789_012, ACCOUNT_FORM],
  ["account", "12345678901", ACCOUNT_FORM],
  ["region", CANARY, REGION_FORM],
  ["region", null, REGION_FORM],
  ["detail.operation", CANARY, OPERATION],
  ["detail.operation", undefined, OPERATION],
  ["detail.type", CANARY, TYPE],
  ["detail.type", null, TYPE],
  ["detail.type", undefined, TYPE],
  ["detail.name", `/a//${CANARY}`, NAME_FORM],
  ["detail.name", "", NAME_FORM],
  ["detail.name", `/${"x/".repeat(15)}x`, "a name of at most 15 levels"],
  ["detail.name", "x".repeat(1011), "a name of at most 1011 characters"],
  ["detail.name", [CANARY], "a string"],
  ["detail.name", undefined, "a string"],
  ["detail.description", { text: CANARY }, "string"],
];

describe("a change event with a bad field", () => {
  it.each(BAD_FIELDS)("%s: %j is refused as not %s", (path, value, expected) => {
    const { _tag, message, problems } = refused(
      decodeChangeEvent(patched(changeEnvelope({ description: "d" }), path.split("."), value)),
    );
    expect(_tag).toBe("DecodeError");
    expect(problems).toContainEqual({ path, expected: expect.stringContaining(expected) });
    expect(message).toContain(`${path}: expected `);
    expect(message).not.toContain(CANARY);
  });

  it("is refused with every problem at once", () => {
    const bad = patched(patched(changeEnvelope(), ["time"], "x"), ["detail", "type"], "y");
    expect(refused(decodeChangeEvent(bad)).problems.map(({ path }) => path)).toEqual(["time", "detail.type"]);
  });

  it.each([undefined, null, CANARY, 7, [], [CANARY]])("is refused when its detail is %j", (detail) => {
    const { message, problems } = refused(decodeChangeEvent(patched(changeEnvelope(), ["detail"], detail)));
    expect(problems.map(({ path }) => path).every((path) => path.startsWith("detail"))).toBe(true);
    expect(message).not.toContain(CANARY);
  });

  it.each([CANARY, "EC2 Instance State-change Notification", 7, undefined])(
    "is refused for another detail-type: %j",
    (detailType) => {
      const { problems } = refused(decodeChangeEvent(patched(changeEnvelope(), ["detail-type"], detailType)));
      expect(problems).toEqual([
        { path: "detail-type", expected: '"Parameter Store Change" | "Parameter Store Policy Action"' },
      ]);
    },
  );
});

describe("a policy action with a bad field", () => {
  it.each([
    ["source", CANARY],
    ["time", CANARY],
    ["detail.parameter-name", "a b"],
    ["detail.parameter-name", undefined],
    ["detail.policy-type", CANARY],
    ["detail.policy-type", undefined],
    ["detail.parameter-type", CANARY],
    ["detail.action-status", 7],
    ["detail", CANARY],
    ["detail", null],
  ])("%s: %j is refused there", (path, value) => {
    const { message, problems } = refused(decodeChangeEvent(patched(expiration, path.split("."), value)));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every((problem) => problem.path.startsWith(path))).toBe(true);
    expect(message).not.toContain(CANARY);
  });
});

describe("what is no event at all", () => {
  it.each([undefined, null, CANARY, 7, true, [], {}])("%j is refused", (input) => {
    expect(refused(decodeChangeEvent(input)).message).toMatch(/^not a valid Parameter Store event: /);
  });

  it.each(["", CANARY, `{"secret": "${CANARY}"`, "undefined"])("a message of %j is refused as no JSON", (body) => {
    const error = refused(decodeChangeMessage(body));
    expect(error).toEqual({
      _tag: "DecodeError",
      message: "not a valid Parameter Store event: expected JSON",
      problems: [{ path: "", expected: "JSON" }],
    });
    expect(inspect(error, { depth: 9 })).not.toContain(CANARY);
  });

  it.each(["null", "7", "[]", `"${CANARY}"`, `{"value":"${CANARY}"}`])("a message of %s is refused", (body) => {
    const error = refused(decodeChangeMessage(body));
    expect(inspect(error, { depth: 9 })).not.toContain(CANARY);
  });
});

describe("what is no SQS event", () => {
  it.each([undefined, null, CANARY, 7, [], {}, { Records: CANARY }, { Records: { 0: {} } }])(
    "%j is refused",
    (input) => {
      const { message } = refused(decodeSqsEvent(input));
      expect(message).toMatch(/^not a valid SQS event: (.*Records: )?expected /);
      expect(message).not.toContain(CANARY);
    },
  );

  it.each([
    ["an object with Records", null],
    ["a list of records", { Records: "none" }],
    ["a record with a messageId", { Records: [null] }],
  ])("says in plain words that %s was expected", (expected, input) => {
    const { message } = refused(decodeSqsEvent(input));
    expect(message).toContain(`expected ${expected}`);
    expect(message).not.toMatch(/[{}<>&]/);
  });

  it("is one with a record that has no message id: its failure could not be reported", () => {
    const input = { Records: [{ messageId: "1", body: "{}" }, { body: CANARY }, { messageId: 7, body: CANARY }] };
    const { message, problems } = refused(decodeSqsEvent(input));
    expect(problems).toEqual([
      { path: "Records.1.messageId", expected: "string" },
      { path: "Records.2.messageId", expected: "string" },
    ]);
    expect(message).not.toContain(CANARY);
  });

  it("is not one whose body is something else: that record alone fails, later", () => {
    const input = { Records: [{ messageId: "1" }, { messageId: "2", body: 7 }, { messageId: "3", body: "{}" }] };
    expect(decodeSqsEvent(input)).toEqual(E.right(input));
    expect(decodeSqsEvent({ Records: [] })).toEqual(E.right({ Records: [] }));
  });
});
