import { isTopLevel, type ParameterName } from "../model/parameter-name.ts";
import type { ParameterType, ParameterVersion } from "../model/parameter-version.ts";
import type { Millis } from "../model/time.ts";

/** `detail` of a "Parameter Store Change": a value was written or a parameter deleted. */
export interface ChangeDetail {
  readonly operation: "Create" | "Update" | "Delete";
  /** As AWS sends the name: a top-level name comes without its slash. */
  readonly name: string;
  readonly type: ParameterType;
  /** Absent: the parameter has no description. */
  readonly description?: string;
}

/** The fields of an EventBridge event of Parameter Store around `detail`. */
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

/** The EventBridge event of a change, as plain JSON (AWS Systems Manager User Guide, "Monitoring with events"). */
export interface ChangeEnvelope extends Envelope {
  readonly "detail-type": "Parameter Store Change";
  readonly detail: ChangeDetail;
}

/** The account and region of a Parameter Store. */
export interface EventPlace {
  readonly account: string;
  readonly region: string;
}

/** Where and when an event happened. */
export interface EventOrigin extends EventPlace {
  readonly id: string;
  readonly time: Millis;
}

/** The part of an event that describes the parameter. */
export interface EventSubject {
  readonly name: ParameterName;
  readonly type: ParameterType;
  readonly description?: string;
}

/** The partition that a region lies in (AWS General Reference, "Amazon Resource Names"). */
const partitionOf = (region: string): string => {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
};

/** The ARN of a parameter. `foo` and `/foo` have the same ARN, with a single slash. */
export const arnOf = (name: ParameterName, account: string, region: string): string =>
  `arn:${partitionOf(region)}:ssm:${region}:${account}:parameter${name}`;

/** The spelling of a name in events: top-level names come without their slash. */
export const nameInEvents = (name: ParameterName): string => (isTopLevel(name) ? name.slice(1) : name);

/** Makes the fields around the `detail` of an event of a parameter. */
export const envelopeOf = (name: ParameterName, { id, account, region, time }: EventOrigin): Envelope => ({
  version: "0",
  id,
  source: "aws.ssm",
  account,
  time: `${new Date(time).toISOString().slice(0, 19)}Z`,
  region,
  resources: [arnOf(name, account, region)],
});

/** The subject of an event about a parameter, taken from its newest version. An empty description counts as none. */
export const subjectOf = ({ name, type, attributes: { description } }: ParameterVersion): EventSubject =>
  description === undefined || description === "" ? { name, type } : { name, type, description };

/** Makes the `detail` of an event with the given operation. */
export const detailOf = <O extends string>(operation: O, { name, type, description }: EventSubject) => ({
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
): ChangeEnvelope => ({
  ...envelopeOf(subject.name, origin),
  "detail-type": "Parameter Store Change",
  detail: detailOf(operation, subject),
});
