import { isDeepStrictEqual } from "node:util";
import type { VersionFact } from "../model/fact.ts";
import type { ParameterAttributes, ParameterVersion } from "../model/parameter-version.ts";

/**
 * The attributes that never change within a version. Labels, tags and the status of a policy change without a new
 * version.
 */
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

/** Whether the store has a version exactly as SSM has the version now: the same type, value and lasting attributes. */
export const isStoredExactly = (live: ParameterVersion, stored: VersionFact): boolean =>
  live.type === stored.type &&
  live.value.equals(stored.value) &&
  isDeepStrictEqual(lasting(live.attributes), lasting(stored.attributes));
