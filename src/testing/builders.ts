import * as E from "fp-ts/lib/Either.js";
import type { SqsEvent, SqsRecord } from "../adapters/aws-lambda/sqs-event.ts";
import { type EventEnvelope, labelEvent, uuidOf } from "../adapters/memory/change-events.ts";
import { changeEvent, type EventOrigin, type EventSubject } from "../domain/events/change-envelope.ts";
import type { ChangeEvent } from "../domain/events/change-event.ts";
import { type Deletion, type LabelChange, type VersionFact, versionFact } from "../domain/model/fact.ts";
import { type ParameterName, parseParameterName } from "../domain/model/parameter-name.ts";
import type { ParameterType, ParameterVersion } from "../domain/model/parameter-version.ts";
import { Secret } from "../domain/model/secret.ts";
import { type Millis, startOfSecond } from "../domain/model/time.ts";

/** The default time of every builder: 8 June 2024, 23:06:33 UTC. */
export const DEFAULT_TIME: Millis = Date.UTC(2024, 5, 8, 23, 6, 33);

const DEFAULT_NAME = "/app/prod/db/password";
const ACCOUNT = "123456789012";
const REGION = "us-east-1";

/** Reads a parameter name in either spelling (`foo` is `/foo`); throws on any other text. */
export const name = (text: string): ParameterName => {
  const parsed = parseParameterName(text);
  if (E.isLeft(parsed)) throw new Error(`${JSON.stringify(text)} is no parameter name: expected ${parsed.left}`);
  return parsed.right;
};

/** The fields to choose for {@link parameterVersion}: fields of a version, with name and value as plain strings. */
export type ParameterVersionOverrides = Partial<Omit<ParameterVersion, "name" | "value">> & {
  readonly name?: string;
  readonly value?: string | Secret;
};

/**
 * Builds a version as SSM answers it. Defaults: version 1 of the String `/app/prod/db/password`, Standard tier, data type
 * `text`, modified at {@link DEFAULT_TIME}, and the value `value of version N`.
 */
export const parameterVersion = (overrides: ParameterVersionOverrides = {}): ParameterVersion => {
  const { name: named = DEFAULT_NAME, version = 1, value = `value of version ${version}`, ...others } = overrides;
  return {
    modifiedAt: DEFAULT_TIME,
    modifiedBy: `arn:aws:iam::${ACCOUNT}:user/ssmbak`,
    type: "String",
    attributes: { tier: "Standard", dataType: "text" },
    ...others,
    name: name(named),
    version,
    value: typeof value === "string" ? Secret.of(value) : value,
  };
};

/** A version as a store has the version. Defaults: see {@link parameterVersion}. */
export const versionFactOf = (overrides: ParameterVersionOverrides = {}): VersionFact =>
  versionFact(parameterVersion(overrides));

/** The fields to choose for {@link deletionOf}. */
export type DeletionOverrides = Partial<Omit<Deletion, "_tag" | "name">> & { readonly name?: string };

/**
 * A deletion. Defaults: `/app/prod/db/password`, told of by a Delete event of the second of {@link DEFAULT_TIME}. `at` may
 * be any millisecond: an event's deletion is put to the first of its second.
 */
export const deletionOf = (overrides: DeletionOverrides = {}): Deletion => {
  const { name: named = DEFAULT_NAME, at = DEFAULT_TIME, ...others } = overrides;
  const source = others.source ?? { _tag: "Event", eventId: uuidOf(1), operation: "Delete" };
  return {
    _tag: "Deletion",
    ...others,
    name: name(named),
    at: source._tag === "Event" ? startOfSecond(at) : at,
    source,
  };
};

/** The fields to choose for {@link labelChangeOf}. */
export type LabelChangeOverrides = Partial<Omit<LabelChange, "_tag" | "name">> & { readonly name?: string };

/** A label change. Defaults: `stable` is put onto version 1 of `/app/prod/db/password` in the second of {@link DEFAULT_TIME}. */
export const labelChangeOf = (overrides: LabelChangeOverrides = {}): LabelChange => {
  const { name: named = DEFAULT_NAME, at = DEFAULT_TIME, ...others } = overrides;
  return {
    _tag: "LabelChange",
    eventId: uuidOf(1),
    label: "stable",
    toVersion: 1,
    ...others,
    name: name(named),
    at: startOfSecond(at),
  };
};

/** The fields to choose for {@link changeEventOf}. */
export type ChangeEventOverrides = Partial<Omit<ChangeEvent, "name">> & { readonly name?: string };

/** A decoded change event. Defaults: an Update of the String `/app/prod/db/password` at {@link DEFAULT_TIME}. */
export const changeEventOf = ({ name: named = DEFAULT_NAME, ...others }: ChangeEventOverrides = {}): ChangeEvent => ({
  id: uuidOf(1),
  operation: "Update",
  time: DEFAULT_TIME,
  type: "String",
  account: ACCOUNT,
  region: REGION,
  ...others,
  name: name(named),
});

/** The fields to choose for {@link changeEnvelope}. */
export interface ChangeEnvelopeOverrides {
  readonly id?: string;
  readonly account?: string;
  readonly region?: string;
  /** In milliseconds; the envelope carries whole seconds. */
  readonly time?: Millis;
  readonly operation?: "Create" | "Update" | "Delete" | "LabelParameterVersion";
  /** In either spelling. The event has a top-level name without the slash, as AWS sends the name. */
  readonly name?: string;
  readonly type?: ParameterType;
  readonly description?: string;
  /** For LabelParameterVersion only; default `stable`, moved from version 1 to version 2. */
  readonly label?: string;
}

/**
 * An EventBridge event "Parameter Store Change", as plain JSON. Defaults: an Update of the String
 * `/app/prod/db/password` at {@link DEFAULT_TIME}, without description.
 */
export const changeEnvelope = (overrides: ChangeEnvelopeOverrides = {}): EventEnvelope => {
  const { operation = "Update", label = "stable", description } = overrides;
  const subject: EventSubject = {
    name: name(overrides.name ?? DEFAULT_NAME),
    type: overrides.type ?? "String",
    ...(description === undefined ? {} : { description }),
  };
  const origin: EventOrigin = {
    id: overrides.id ?? uuidOf(1),
    account: overrides.account ?? ACCOUNT,
    region: overrides.region ?? REGION,
    time: overrides.time ?? DEFAULT_TIME,
  };
  return operation === "LabelParameterVersion"
    ? labelEvent(subject, { label, fromVersion: 1, toVersion: 2 }, origin)
    : changeEvent(operation, subject, origin);
};

const sqsRecord = (message: unknown, messageId: string): SqsRecord & Readonly<Record<string, unknown>> => ({
  messageId,
  receiptHandle: `receipt of ${messageId}`,
  body: typeof message === "string" ? message : JSON.stringify(message),
  attributes: { ApproximateReceiveCount: "1" },
  messageAttributes: {},
  eventSource: "aws:sqs",
  eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:ssmbak`,
  awsRegion: REGION,
});

/**
 * Builds the SQS event that Lambda hands to a function, with one record for each message. A message is an envelope, which
 * becomes JSON, or a text, which becomes the body unchanged. Message ids are the ids in `messageIds`, then `message-N`;
 * N counts from 1 over all messages.
 */
export const sqsEvent = (messages: ReadonlyArray<unknown>, messageIds: ReadonlyArray<string> = []): SqsEvent => ({
  Records: messages.map((message, index) => sqsRecord(message, messageIds[index] ?? `message-${index + 1}`)),
});
