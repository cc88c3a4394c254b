import type { ParameterHistory, ParameterInlinePolicy } from "@aws-sdk/client-ssm";
import * as E from "fp-ts/lib/Either.js";
import type { ParameterName } from "../../domain/parameter-name.ts";
import {
  type LiveHistory,
  type ParameterAttributes,
  type ParameterPolicy,
  ParameterType,
  type ParameterVersion,
} from "../../domain/parameter-version.ts";
import { Secret } from "../../domain/secret.ts";
import { type SourceError, sourceInvalid, sourceUnavailable } from "../../ports/source-error.ts";

const toPolicy = ({ PolicyText, PolicyType, PolicyStatus }: ParameterInlinePolicy): ParameterPolicy => ({
  ...(PolicyText === undefined ? {} : { policyText: PolicyText }),
  ...(PolicyType === undefined ? {} : { policyType: PolicyType }),
  ...(PolicyStatus === undefined ? {} : { policyStatus: PolicyStatus }),
});

const toAttributes = (entry: ParameterHistory): ParameterAttributes => ({
  ...(entry.Description === undefined ? {} : { description: entry.Description }),
  ...(entry.Tier === undefined ? {} : { tier: entry.Tier }),
  ...(entry.KeyId === undefined ? {} : { keyId: entry.KeyId }),
  ...(entry.DataType === undefined ? {} : { dataType: entry.DataType }),
  ...(entry.AllowedPattern === undefined ? {} : { allowedPattern: entry.AllowedPattern }),
  // SSM answers with empty lists where there is nothing.
  ...(entry.Policies?.length ? { policies: entry.Policies.map(toPolicy) } : {}),
  ...(entry.Labels?.length ? { labels: entry.Labels } : {}),
});

const toVersion = (name: ParameterName, entry: ParameterHistory): E.Either<string, ParameterVersion> => {
  const { Version, LastModifiedDate, LastModifiedUser, Type, Value } = entry;
  if (Version === undefined) return E.left("Version");
  if (LastModifiedDate === undefined || Number.isNaN(LastModifiedDate.getTime())) return E.left("LastModifiedDate");
  if (Value === undefined) return E.left("Value");
  if (!ParameterType.is(Type)) return E.left("Type");
  return E.right({
    name,
    version: Version,
    modifiedAt: LastModifiedDate.getTime(),
    ...(LastModifiedUser === undefined ? {} : { modifiedBy: LastModifiedUser }),
    type: Type,
    value: Secret.of(Value),
    attributes: toAttributes(entry),
  });
};

/** Pages that were read before and after a delete and re-create do not fit together. */
const fitTogether = (versions: ReadonlyArray<ParameterVersion>): boolean =>
  versions.every((version, index) => {
    const next = versions[index + 1];
    return next === undefined || (version.version < next.version && version.modifiedAt <= next.modifiedAt);
  });

const isLiveHistory = (versions: ReadonlyArray<ParameterVersion>): versions is LiveHistory => versions.length > 0;

/**
 * Makes a live history of all entries of `GetParameterHistory`. An entry without a version, date, value or known type
 * is a `SourceInvalid` that names the field; entries that contradict each other are a `SourceUnavailable`, since the
 * parameter was replaced while it was read and reading again helps.
 */
export const toLiveHistory = (
  name: ParameterName,
  entries: ReadonlyArray<ParameterHistory>,
): E.Either<SourceError, LiveHistory> => {
  const versions: ParameterVersion[] = [];
  for (const entry of entries) {
    const version = toVersion(name, entry);
    if (E.isLeft(version)) return E.left(sourceInvalid(`a version in the history has no readable ${version.left}`));
    versions.push(version.right);
  }
  versions.sort((a, b) => a.version - b.version);
  if (!isLiveHistory(versions)) return E.left(sourceInvalid("the history is empty"));
  return fitTogether(versions)
    ? E.right(versions)
    : E.left(sourceUnavailable("the parameter was replaced while its history was read"));
};
