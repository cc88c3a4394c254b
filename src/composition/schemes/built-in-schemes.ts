import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { SsmLocation } from "../../adapters/aws-ssm/ssm-location.ts";
import { isRegion } from "../../domain/model/scope.ts";
import { type Configuration, isBucketName } from "../config/configuration.ts";
import { type ConfigurationError, configurationError } from "../config/configuration-error.ts";
import type { AwsAdapters } from "./aws-adapters.ts";
import type { SourceScheme, StoreScheme } from "./scheme.ts";

const S3_FORM = "s3://BUCKET[?kmsKeyId=KEY][&pathStyle=true]";
const S3_URL = /^s3:\/\/([^/?#]+)\/?(?:\?([^#]*))?$/;

interface S3Location {
  readonly bucket: string;
  readonly kmsKeyId?: string;
  readonly pathStyle: boolean;
}

const parseS3Url = (text: string): E.Either<ConfigurationError, S3Location> => {
  const [, bucket = "", query = ""] = S3_URL.exec(text) ?? [];
  const { kmsKeyId, pathStyle = "false", ...unknown } = Object.fromEntries(new URLSearchParams(query));
  const fits =
    isBucketName(bucket) &&
    kmsKeyId !== "" &&
    ["true", "false"].includes(pathStyle) &&
    Object.keys(unknown).length === 0;
  return fits
    ? E.right({ bucket, pathStyle: pathStyle === "true", ...(kmsKeyId === undefined ? {} : { kmsKeyId }) })
    : E.left(configurationError("SSMBAK_STORE", `expected ${S3_FORM}, with a bucket's name and no path`));
};

const s3Scheme = (aws: AwsAdapters, { customEndpoint, storeRegion: region }: Configuration): StoreScheme => ({
  scheme: "s3",
  form: S3_FORM,
  open: (url) =>
    pipe(
      TE.fromEither(parseS3Url(url)),
      TE.chainTaskK((location) => async () => {
        const { openS3BackupStore } = await aws.s3();
        const pathStyle = location.pathStyle || customEndpoint;
        return openS3BackupStore({ ...location, pathStyle, ...(region === undefined ? {} : { region }) });
      }),
    ),
});

const SQLITE_FORM = "sqlite:PATH";

const sqliteScheme: StoreScheme = {
  scheme: "sqlite",
  form: SQLITE_FORM,
  open: (url) => {
    const path = url.slice("sqlite:".length);
    if (path === "" || path.startsWith("//")) {
      return TE.left(configurationError("SSMBAK_STORE", `expected ${SQLITE_FORM}, e.g. sqlite:./backup.db`));
    }
    return pipe(
      TE.fromTask(() => import("../../adapters/sqlite/sqlite-backup-store.ts")),
      TE.chainW(({ openSqliteBackupStore }) => openSqliteBackupStore(path)),
    );
  },
};

const onlyItself =
  <A>(scheme: string, setting: string, make: () => Promise<A>) =>
  (url: string) =>
    url === `${scheme}:`
      ? TE.fromTask(make)
      : TE.left(configurationError(setting, `expected ${scheme}: with nothing behind it`));

const memoryStoreScheme: StoreScheme = {
  scheme: "memory",
  form: "memory:",
  open: onlyItself("memory", "SSMBAK_STORE", async () => {
    const { InMemoryBackupStore } = await import("../../adapters/memory/in-memory-backup-store.ts");
    return new InMemoryBackupStore();
  }),
};

const memorySourceScheme: SourceScheme = {
  scheme: "memory",
  form: "memory:",
  open: onlyItself("memory", "SSMBAK_SOURCE", async () => {
    const { InMemoryParameterStore } = await import("../../adapters/memory/in-memory-parameter-store.ts");
    return new InMemoryParameterStore();
  }),
};

/** The form of URLs of Parameter Stores in AWS. */
export const SSM_FORM = "ssm:[REGION][?role=ARN]";
const SSM_URL = /^ssm:([^?]*)(?:\?role=(arn:[a-z0-9-]+:iam::\d{12}:role\/[\w+=,.@/-]+))?$/;

/**
 * Reads the URL of a Parameter Store: `ssm:` is the Parameter Store of the AWS settings, `ssm:eu-west-1` lies in another
 * region, and `ssm:eu-west-1?role=arn:aws:iam::111122223333:role/NAME` belongs to the role's account.
 */
export const parseSsmUrl = (url: string): E.Either<ConfigurationError, SsmLocation> => {
  const [matched, region = "", role] = SSM_URL.exec(url) ?? [];
  if (matched === undefined || !(region === "" || isRegion(region))) {
    return E.left(configurationError("SSMBAK_SOURCE", `expected ${SSM_FORM}`));
  }
  return E.right({ ...(region === "" ? {} : { region }), ...(role === undefined ? {} : { role }) });
};

const ssmScheme = (aws: AwsAdapters): SourceScheme => ({
  scheme: "ssm",
  form: SSM_FORM,
  open: (url) =>
    pipe(
      TE.fromEither(parseSsmUrl(url)),
      TE.chainTaskK((location) => async () => {
        const { openSsmParameterSource } = await aws.ssm();
        return openSsmParameterSource(location);
      }),
    ),
});

/** The stores that come with ssmbak. The code of a store is loaded when a URL asks for the store. */
export const builtInStores = (aws: AwsAdapters, configuration: Configuration): ReadonlyArray<StoreScheme> => [
  s3Scheme(aws, configuration),
  sqliteScheme,
  memoryStoreScheme,
];

/** The parameter sources that come with ssmbak. */
export const builtInSources = (aws: AwsAdapters): ReadonlyArray<SourceScheme> => [ssmScheme(aws), memorySourceScheme];
