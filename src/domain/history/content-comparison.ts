import { isDeepStrictEqual } from "node:util";
import type { VersionRecord } from "../model/backup-record.ts";
import type { ParameterAttributes, ParameterVersion } from "../model/parameter-version.ts";

/** Labels, tags and the status of a policy change without a new version: no part of what a version is. */
const lasting = ({
  labels: _labels,
  olderLabels: _older,
  tags: _tags,
  policies,
  ...attributes
}: ParameterAttributes): unknown => ({
  ...attributes,
  policies: policies?.map(({ policyStatus: _status, ...policy }) => policy) ?? [],
});

/** Whether a kept version is, value and attributes, what SSM has of it now. */
export const isKeptExactly = (live: ParameterVersion, kept: VersionRecord): boolean =>
  live.type === kept.type &&
  live.value.equals(kept.value) &&
  isDeepStrictEqual(lasting(live.attributes), lasting(kept.attributes));
