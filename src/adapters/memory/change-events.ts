import { isTopLevel, type ParameterName } from "../../domain/parameter-name.ts";
import type { ParameterPolicy, ParameterType, ParameterVersion } from "../../domain/parameter-version.ts";
import type { Millis } from "../../domain/time.ts";

/** `detail` of a "Parameter Store Change": a value was written or a parameter deleted. */
export interface ChangeDetail {
  readonly operation: "Create" | "Update" | "Delete";
  /** As AWS sends it: top-level names come without their slash. */
  readonly name: string;
  readonly type: ParameterType;
  /** Only when one is set. */
  readonly description?: string;
}

/** `detail` of a "Parameter Store Change" that moved a label. Version numbers are strings. */
export interface LabelDetail extends Omit<ChangeDetail, "operation"> {
  readonly operation: "LabelParameterVersion";
  readonly label: string;
  /** Missing when the label was on no version before. */
  readonly fromVersion?: string;
  readonly toVersion: string;
}

/** `detail` of a "Parameter Store Policy Action". */
export interface PolicyActionDetail {
  readonly "parameter-name": string;
  readonly "parameter-type": ParameterType;
  readonly "policy-type": string;
  readonly "policy-content": string;
  readonly "action-status": string;
}

/** What every EventBridge event of Parameter Store has around its `detail`. */
export interface Envelope {
  readonly version: "0";
  readonly id: string;
  readonly source: "aws.ssm";
  readonly account: string;
  /** ISO 8601, whole seconds, UTC. */
  readonly time: string;
  readonly region: string;
  /** The parameter's ARN. */
  readonly resources: ReadonlyArray<string>;
}

/** An EventBridge event of Parameter Store, as plain JSON (AWS Systems Manager User Guide, "Monitoring with events"). */
export type EventEnvelope =
  | (Envelope & { readonly "detail-type": "Parameter Store Change"; readonly detail: ChangeDetail | LabelDetail })
  | (Envelope & { readonly "detail-type": "Parameter Store Policy Action"; readonly detail: PolicyActionDetail });

/** Where and when an event happened. */
export interface EventOrigin {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly time: Millis;
}

/** A number as a UUID, for ids that repeat from run to run: 1 is `00000000-0000-4000-8000-000000000001`. */
export const uuidOf = (count: number): string => `00000000-0000-4000-8000-${count.toString(16).padStart(12, "0")}`;

/** The ARN of a parameter: `foo` and `/foo` have the same one, with a single slash. */
export const arnOf = (name: ParameterName, account: string, region: string): string =>
  `arn:aws:ssm:${region}:${account}:parameter${name}`;

/** The spelling of a name in events: top-level names come without their slash. */
const nameInEvents = (name: ParameterName): string => (isTopLevel(name) ? name.slice(1) : name);

const envelope = (name: ParameterName, { id, account, region, time }: EventOrigin): Envelope => ({
  version: "0",
  id,
  source: "aws.ssm",
  account,
  time: `${new Date(time).toISOString().slice(0, 19)}Z`,
  region,
  resources: [arnOf(name, account, region)],
});

/** What an event tells about the parameter itself. */
export interface EventSubject {
  readonly name: ParameterName;
  readonly type: ParameterType;
  readonly description?: string;
}

/** The subject of an event about a parameter, taken from its newest version. An empty description counts as none. */
export const subjectOf = ({ name, type, attributes: { description } }: ParameterVersion): EventSubject =>
  description === undefined || description === "" ? { name, type } : { name, type, description };

const detailOf = <O extends string>(operation: O, { name, type, description }: EventSubject) => ({
  operation,
  name: nameInEvents(name),
  type,
  ...(description === undefined ? {} : { description }),
});

/** The event of a Create, Update or Delete. */
export const changeEvent = (
  operation: ChangeDetail["operation"],
  subject: EventSubject,
  origin: EventOrigin,
): EventEnvelope => ({
  ...envelope(subject.name, origin),
  "detail-type": "Parameter Store Change",
  detail: detailOf(operation, subject),
});

/** The event of a label that was put onto a version, or moved to it from another one. */
export const labelEvent = (
  subject: EventSubject,
  move: { readonly label: string; readonly fromVersion?: number; readonly toVersion: number },
  origin: EventOrigin,
): EventEnvelope => ({
  ...envelope(subject.name, origin),
  "detail-type": "Parameter Store Change",
  detail: {
    ...detailOf("LabelParameterVersion", subject),
    label: move.label,
    ...(move.fromVersion === undefined ? {} : { fromVersion: String(move.fromVersion) }),
    toVersion: String(move.toVersion),
  },
});

/** The event of a policy that was carried out successfully. */
export const policyEvent = (subject: EventSubject, policy: ParameterPolicy, origin: EventOrigin): EventEnvelope => ({
  ...envelope(subject.name, origin),
  "detail-type": "Parameter Store Policy Action",
  detail: {
    "parameter-name": nameInEvents(subject.name),
    "parameter-type": subject.type,
    "policy-type": policy.policyType ?? "",
    "policy-content": policy.policyText ?? "",
    "action-status": "Success",
  },
});
