import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { decodeSqsEvent } from "../../../../src/adapters/aws-lambda/sqs-event.ts";
import {
  type ChangeOperation,
  changesValue,
  decodeChangeEvent,
  decodeChangeMessage,
  isDeletionEvent,
} from "../../../../src/domain/events/change-event.ts";
import { changeEnvelope, changeEventOf } from "../../../../src/testing/builders.ts";
import createTopLevel from "../../../fixtures/events/eventbridge-create-top-level.json" with { type: "json" };
import deletion from "../../../fixtures/events/eventbridge-delete.json" with { type: "json" };
import label from "../../../fixtures/events/eventbridge-label.json" with { type: "json" };
import expiration from "../../../fixtures/events/eventbridge-policy-expiration.json" with { type: "json" };
import queued from "../../../fixtures/events/sqs-update-securestring.json" with { type: "json" };

const policyAction = (detail: Readonly<Record<string, unknown>>): unknown => ({
  ...expiration,
  detail: { ...expiration.detail, ...detail },
});

const operationOf = (input: unknown): ChangeOperation | undefined => {
  const decoded = decodeChangeEvent(input);
  return E.isRight(decoded) ? decoded.right.operation : undefined;
};

describe("events as AWS delivers them", () => {
  it("a Create of a top-level parameter gets its slash", () => {
    expect(decodeChangeEvent(createTopLevel)).toEqual(
      E.right({
        id: "6a7e4feb-b491-4cf7-a9f1-bf3703497718",
        name: "/foo",
        operation: "Create",
        time: Date.UTC(2017, 4, 22, 16, 43, 48),
        type: "String",
        description: "Sample Parameter",
        account: "123456789012",
        region: "us-east-2",
      }),
    );
  });

  it("a Delete has no description when none was set", () => {
    const decoded = decodeChangeEvent(deletion);
    expect(decoded).toEqual(
      E.right({
        id: "22364b3b-9029-4c0e-a1b9-5d4b1f3d4c1e",
        name: "/app/prod/db/password",
        operation: "Delete",
        time: Date.UTC(2024, 5, 8, 23, 10, 0),
        type: "SecureString",
        account: "123456789012",
        region: "us-east-1",
      }),
    );
    expect(E.isRight(decoded) && "description" in decoded.right).toBe(false);
  });

  it("a label move changes no value", () => {
    const decoded = decodeChangeEvent(label);
    expect(decoded).toMatchObject(E.right({ operation: "LabelParameterVersion", name: "/app/prod/db/password" }));
    expect(E.isRight(decoded) && changesValue(decoded.right)).toBe(false);
  });

  it("an expiration by policy is a deletion", () => {
    const decoded = decodeChangeEvent(expiration);
    expect(decoded).toMatchObject(
      E.right({
        operation: "Expiration",
        name: "/app/prod/temporary",
        time: Date.UTC(2024, 11, 2, 21, 30),
        type: expiration.detail["parameter-type"],
      }),
    );
    expect(E.isRight(decoded) && isDeletionEvent(decoded.right)).toBe(true);
  });

  it("an SQS message holds one", () => {
    const event = decodeSqsEvent(queued);
    const body = E.isRight(event) ? event.right.Records[0]?.body : undefined;
    expect(decodeChangeMessage(String(body))).toEqual(
      E.right({
        id: "2ada935b-482a-1f19-50a1-21aa9b6b7e2c",
        name: "/testyssmbak/H0PTBA",
        operation: "Update",
        time: Date.UTC(2024, 5, 8, 23, 6, 33),
        type: "SecureString",
        description: "fancydesc2",
        account: "000000000000",
        region: "us-east-1",
      }),
    );
  });
});

describe("an event", () => {
  it.each([changeEnvelope(), expiration])("may leave account and region out", (envelope) => {
    const { account: _account, region: _region, ...rest } = envelope;
    const decoded = decodeChangeEvent(rest);
    expect(E.isRight(decoded) && Object.keys(decoded.right)).not.toContain("account");
    expect(E.isRight(decoded) && Object.keys(decoded.right)).not.toContain("region");
  });

  it.each([changeEnvelope(), expiration])("says where it comes from", ({ account, region, ...rest }) => {
    expect(decodeChangeEvent({ account, region, ...rest })).toMatchObject(E.right({ account, region }));
  });
});

describe("a policy action", () => {
  it.each([
    [{}, "Expiration"],
    [{ "action-status": undefined }, "Expiration"],
    [{ "action-status": "Failed" }, "PolicyNotice"],
    [{ "policy-type": "ExpirationNotification" }, "PolicyNotice"],
    [{ "policy-type": "NoChangeNotification" }, "PolicyNotice"],
  ])("with %j is an %s", (detail, operation) => {
    expect(operationOf(policyAction(detail))).toBe(operation);
  });

  it("may call the name `name`, as older documents do", () => {
    const { "parameter-name": _name, ...detail } = expiration.detail;
    expect(decodeChangeEvent({ ...expiration, detail: { ...detail, name: "foo" } })).toMatchObject(
      E.right({ name: "/foo" }),
    );
    expect(decodeChangeEvent(policyAction({ name: "/other" }))).toMatchObject(E.right({ name: "/app/prod/temporary" }));
  });

  it("may leave out the type", () => {
    const { "parameter-type": _type, ...detail } = expiration.detail;
    const decoded = decodeChangeEvent({ ...expiration, detail });
    expect(E.isRight(decoded) && "type" in decoded.right).toBe(false);
  });
});

describe("what an event means", () => {
  const all: ReadonlyArray<[ChangeOperation, boolean, boolean]> = [
    ["Create", false, true],
    ["Update", false, true],
    ["Delete", true, true],
    ["Expiration", true, true],
    ["LabelParameterVersion", false, false],
    ["PolicyNotice", false, false],
  ];

  it.each(all)("%s: deletion %s, changes a value %s", (operation, deletes, changes) => {
    const event = changeEventOf({ operation });
    expect([isDeletionEvent(event), changesValue(event)]).toEqual([deletes, changes]);
  });

  it("keeps an empty description, and ignores what it does not know", () => {
    const detail = { ...createTopLevel.detail, description: "", surprise: 1 };
    expect(decodeChangeEvent({ ...createTopLevel, detail, "replay-name": "again" })).toMatchObject(
      E.right({ description: "" }),
    );
  });
});
