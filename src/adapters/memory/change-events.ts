import {
  type ChangeDetail,
  type ChangeEnvelope,
  detailOf,
  type Envelope,
  type EventOrigin,
  type EventSubject,
  envelopeOf,
  nameInEvents,
} from "../../domain/events/change-envelope.ts";
import type { ParameterPolicy, ParameterType } from "../../domain/model/parameter-version.ts";

/** `detail` of a "Parameter Store Change" event of a moved label. Version numbers are strings. */
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

/** An EventBridge event of Parameter Store, as plain JSON (AWS Systems Manager User Guide, "Monitoring with events"). */
export type EventEnvelope =
  | ChangeEnvelope
  | (Envelope & { readonly "detail-type": "Parameter Store Change"; readonly detail: LabelDetail })
  | (Envelope & { readonly "detail-type": "Parameter Store Policy Action"; readonly detail: PolicyActionDetail });

/** A number as a UUID. So ids are the same in every run: 1 is `00000000-0000-4000-8000-000000000001`. */
export const uuidOf = (count: number): string => `00000000-0000-4000-8000-${count.toString(16).padStart(12, "0")}`;

/** The event of a label that was put onto a version, or moved from one version to another. */
export const labelEvent = (
  subject: EventSubject,
  move: { readonly label: string; readonly fromVersion?: number; readonly toVersion: number },
  origin: EventOrigin,
): EventEnvelope => ({
  ...envelopeOf(subject.name, origin),
  "detail-type": "Parameter Store Change",
  detail: {
    ...detailOf("LabelParameterVersion", subject),
    label: move.label,
    ...(move.fromVersion === undefined ? {} : { fromVersion: String(move.fromVersion) }),
    toVersion: String(move.toVersion),
  },
});

/** The event of a policy that AWS carried out successfully. */
export const policyEvent = (subject: EventSubject, policy: ParameterPolicy, origin: EventOrigin): EventEnvelope => ({
  ...envelopeOf(subject.name, origin),
  "detail-type": "Parameter Store Policy Action",
  detail: {
    "parameter-name": nameInEvents(subject.name),
    "parameter-type": subject.type,
    "policy-type": policy.policyType ?? "",
    "policy-content": policy.policyText ?? "",
    "action-status": "Success",
  },
});
