import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as t from "io-ts";
import { type DecodeError, decodeError, fromValidation } from "../model/decode-error.ts";
import { EventId } from "../model/fact.ts";
import { type ParameterName, ParameterNameFromString } from "../model/parameter-name.ts";
import { ParameterType } from "../model/parameter-version.ts";
import { Account, Region } from "../model/scope.ts";
import { type Millis, parseEventTime } from "../model/time.ts";

/** `time` of an EventBridge envelope, as milliseconds. */
const EventTime = new t.Type<Millis>(
  "an ISO 8601 time with zone",
  t.number.is,
  (input, context) => {
    const time = typeof input === "string" ? parseEventTime(input) : undefined;
    return time === undefined ? t.failure(input, context) : t.success(time);
  },
  t.identity,
);

/**
 * `LabelParameterVersion` moves a label and changes no value. A label field of its event is used where it can be read.
 */
const Operation = t.keyof({ Create: null, Update: null, Delete: null, LabelParameterVersion: null });

const PolicyType = t.keyof({ Expiration: null, ExpirationNotification: null, NoChangeNotification: null });

const envelope = { source: t.literal("aws.ssm"), id: EventId, time: EventTime };

/** EventBridge always sends both fields. Events that users make themselves may leave both out. */
const Origin = t.partial({ account: Account, region: Region }, "an object");
type Origin = Readonly<t.TypeOf<typeof Origin>>;

const ParameterStoreChange = t.intersection([
  t.type({
    ...envelope,
    "detail-type": t.literal("Parameter Store Change"),
    detail: t.intersection([
      t.type({ operation: Operation, name: ParameterNameFromString, type: ParameterType }, "an object"),
      t.partial({ description: t.string }, "an object"),
      t.partial({ label: t.unknown, fromVersion: t.unknown, toVersion: t.unknown }, "an object"),
    ]),
  }),
  Origin,
]);

/** Reads a version number from the event of a label. AWS writes the number as text. */
const versionIn = (input: unknown): number | undefined => {
  const number = typeof input === "string" ? Number(input) : undefined;
  return number !== undefined && Number.isSafeInteger(number) && number > 0 ? number : undefined;
};

const policyDetail = t.intersection([
  t.type({ "policy-type": PolicyType }, "an object"),
  t.partial({ "action-status": t.string, "parameter-type": ParameterType }, "an object"),
]);

/** AWS's docs show `parameter-name`; older docs show `name`. Both are read. */
const ParameterStorePolicyAction = t.intersection([
  t.type({
    ...envelope,
    "detail-type": t.literal("Parameter Store Policy Action"),
    detail: t.intersection([policyDetail, t.type({ "parameter-name": ParameterNameFromString }, "an object")]),
  }),
  Origin,
]);

const DetailType = t.keyof({ "Parameter Store Change": null, "Parameter Store Policy Action": null });

/**
 * What happened, according to a change event. `Expiration`: a policy deleted the parameter. `PolicyNotice`: a policy
 * action changed nothing (a notification, or an expiration that did not succeed).
 */
export type ChangeOperation = "Create" | "Update" | "Delete" | "LabelParameterVersion" | "Expiration" | "PolicyNotice";

/**
 * A decoded change event: a parameter changed in a second. The event is a trigger, not the truth. The event carries no
 * value and no version. `type` and `description` are the event's own and are never stored.
 */
export interface ChangeEvent {
  /** EventBridge's event id. Every delivery of the event has the same id. */
  readonly id: string;
  readonly name: ParameterName;
  readonly operation: ChangeOperation;
  /** The event's time; AWS sends whole seconds. */
  readonly time: Millis;
  readonly type?: ParameterType;
  readonly description?: string;
  /** The label that was put onto a version. Only in events of `LabelParameterVersion`, as are the next two fields. */
  readonly label?: string;
  /** Number of the version that had the label before. Absent: no version had the label. */
  readonly fromVersion?: number;
  /** Number of the version that got the label. */
  readonly toVersion?: number;
  /** Id of the parameter's account. Absent: the event does not say. Events of AWS always do. */
  readonly account?: string;
  /** The parameter's region. Absent: the event does not say. Events of AWS always do. */
  readonly region?: string;
}

/** Whether the event says that the parameter was deleted. */
export const isDeletionEvent = (event: ChangeEvent): boolean =>
  event.operation === "Delete" || event.operation === "Expiration";

/** Whether the event says that a label was put onto a version. */
const movesLabel = (event: ChangeEvent): boolean => event.operation === "LabelParameterVersion";

/** Whether the event is only the notice of a policy, with no change. */
export const isNotice = (event: ChangeEvent): boolean => event.operation === "PolicyNotice";

/** Whether the event can have changed a value: label moves and policy notices can't. */
export const changesValue = (event: ChangeEvent): boolean => !movesLabel(event) && !isNotice(event);

type LabelMove = Pick<ChangeEvent, "label" | "fromVersion" | "toVersion">;

const moveOf = (detail: Readonly<Partial<Record<keyof LabelMove, unknown>>>): LabelMove => {
  const [fromVersion, toVersion] = [versionIn(detail.fromVersion), versionIn(detail.toVersion)];
  return {
    ...(typeof detail.label === "string" ? { label: detail.label } : {}),
    ...(fromVersion === undefined ? {} : { fromVersion }),
    ...(toVersion === undefined ? {} : { toVersion }),
  };
};

const originOf = ({ account, region }: Origin): Origin => ({
  ...(account === undefined ? {} : { account }),
  ...(region === undefined ? {} : { region }),
});

const fromChange = ({ id, time, detail, ...envelope }: t.TypeOf<typeof ParameterStoreChange>): ChangeEvent => ({
  id,
  time,
  name: detail.name,
  operation: detail.operation,
  type: detail.type,
  ...(detail.description === undefined ? {} : { description: detail.description }),
  ...(detail.operation === "LabelParameterVersion" ? moveOf(detail) : {}),
  ...originOf(envelope),
});

const fromPolicyAction = ({
  id,
  time,
  detail,
  ...envelope
}: t.TypeOf<typeof ParameterStorePolicyAction>): ChangeEvent => ({
  id,
  time,
  name: detail["parameter-name"],
  // A missing status counts as success. Ignoring a real deletion would lose the deletion; the live history contradicts
  // a deletion that did not happen.
  operation:
    detail["policy-type"] === "Expiration" && (detail["action-status"] ?? "Success") === "Success"
      ? "Expiration"
      : "PolicyNotice",
  ...(detail["parameter-type"] === undefined ? {} : { type: detail["parameter-type"] }),
  ...originOf(envelope),
});

const isRecord = (input: unknown): input is Readonly<Record<string, unknown>> =>
  typeof input === "object" && input !== null && !Array.isArray(input);

const withParameterName = (input: unknown): unknown => {
  if (!isRecord(input) || !isRecord(input["detail"])) return input;
  const detail = input["detail"];
  return "parameter-name" in detail || !("name" in detail)
    ? input
    : { ...input, detail: { ...detail, "parameter-name": detail["name"] } };
};

const invalid = (errors: t.Errors): DecodeError => fromValidation("Parameter Store event", errors);

/**
 * Decodes an EventBridge envelope (already parsed JSON) of Parameter Store: "Parameter Store Change" and
 * "Parameter Store Policy Action" of source `aws.ssm`. Unknown fields are ignored.
 */
export const decodeChangeEvent = (input: unknown): E.Either<DecodeError, ChangeEvent> =>
  pipe(
    t.type({ "detail-type": DetailType }, "an object with detail-type").decode(input),
    E.mapLeft(invalid),
    E.chain((known) =>
      known["detail-type"] === "Parameter Store Change"
        ? pipe(ParameterStoreChange.decode(input), E.bimap(invalid, fromChange))
        : pipe(ParameterStorePolicyAction.decode(withParameterName(input)), E.bimap(invalid, fromPolicyAction)),
    ),
  );

/** Decodes the text of an SQS message: JSON of an EventBridge envelope. See {@link decodeChangeEvent}. */
export const decodeChangeMessage = (body: string): E.Either<DecodeError, ChangeEvent> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(body),
      // V8's message quotes the text, and the text may hold a secret.
      () => decodeError("Parameter Store event", [{ path: "", expected: "JSON" }]),
    ),
    E.chain(decodeChangeEvent),
  );
