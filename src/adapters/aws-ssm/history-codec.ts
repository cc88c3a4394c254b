import type { Parameter, ParameterHistory, ParameterInlinePolicy, Tag } from "@aws-sdk/client-ssm";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import { type ParameterName, parseParameterName } from "../../domain/model/parameter-name.ts";
import {
  type ListedParameter,
  type LiveHistory,
  type ParameterAttributes,
  type ParameterPolicy,
  type ParameterTags,
  ParameterType,
  type ParameterVersion,
} from "../../domain/model/parameter-version.ts";
import { Secret } from "../../domain/model/secret.ts";
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
  // A version without policies or labels has an empty list in SSM's answer.
  ...(entry.Policies?.length ? { policies: entry.Policies.map(toPolicy) } : {}),
  ...(entry.Labels?.length ? { labels: entry.Labels } : {}),
});

const PARAMETER_ARN = /^arn:[a-z0-9-]+:ssm:([a-z0-9-]+):(\d{12}):parameter\//;

/** The account and region in a parameter's ARN. Emulators may leave the ARN out. */
const ownerIn = ({ ARN = "" }: Parameter): Pick<ListedParameter, "owner"> => {
  const [, region, account] = PARAMETER_ARN.exec(ARN) ?? [];
  return account === undefined || region === undefined ? {} : { owner: { account, region } };
};

/** Reads the fields that histories and listings share. `Left` names the unreadable field. */
const toListed = (name: ParameterName, entry: Parameter): E.Either<string, ListedParameter> => {
  const { Version, LastModifiedDate, Type } = entry;
  if (Version === undefined) return E.left("Version");
  if (LastModifiedDate === undefined || Number.isNaN(LastModifiedDate.getTime())) return E.left("LastModifiedDate");
  if (!ParameterType.is(Type)) return E.left("Type");
  return E.right({ name, version: Version, modifiedAt: LastModifiedDate.getTime(), type: Type });
};

const toVersion = (name: ParameterName, entry: ParameterHistory): E.Either<string, ParameterVersion> => {
  const { LastModifiedUser, Value } = entry;
  const listed = toListed(name, entry);
  if (E.isLeft(listed)) return listed;
  if (Value === undefined) return E.left("Value");
  return E.right({
    ...listed.right,
    ...(LastModifiedUser === undefined ? {} : { modifiedBy: LastModifiedUser }),
    value: Secret.of(Value),
    attributes: toAttributes(entry),
  });
};

/**
 * Makes a listed parameter of an entry of `GetParametersByPath`, without the value. An entry without a readable name,
 * version, date or type is a `SourceInvalid`, which names the field.
 */
export const toListedParameter = (entry: Parameter): E.Either<SourceError, ListedParameter> =>
  pipe(
    parseParameterName(entry.Name ?? ""),
    E.mapLeft(() => "Name"),
    E.chain((name) => toListed(name, entry)),
    E.map((listed) => ({ ...listed, ...ownerIn(entry) })),
    E.mapLeft((field) => sourceInvalid(`a parameter in the listing has no readable ${field}`)),
  );

/** Whether version numbers and times rise together. Pages from before and after a re-creation do not fit together. */
const fitTogether = (versions: ReadonlyArray<ParameterVersion>): boolean =>
  versions.every((version, index) => {
    const next = versions[index + 1];
    return next === undefined || (version.version < next.version && version.modifiedAt <= next.modifiedAt);
  });

const isLiveHistory = (versions: ReadonlyArray<ParameterVersion>): versions is LiveHistory => versions.length > 0;

/**
 * Makes a live history of all entries of `GetParameterHistory`. An entry without a version, date, value or known type
 * is a `SourceInvalid`, which names the field. Entries that contradict each other are a `SourceUnavailable`: the parameter
 * was replaced during the reading, and another reading helps.
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

/** Makes tags of a `TagList`. A tag without a key is a `SourceInvalid`. */
export const toTags = (entries: ReadonlyArray<Tag>): E.Either<SourceError, ParameterTags> =>
  entries.some(({ Key }) => Key === undefined)
    ? E.left(sourceInvalid("a tag has no key"))
    : E.right(Object.fromEntries(entries.map(({ Key = "", Value = "" }) => [Key, Value])));
