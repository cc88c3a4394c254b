import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { AwsAdapters } from "./aws-adapters.ts";
import { type Configuration, isBucketName } from "./configuration.ts";
import { type ConfigurationError, configurationError } from "./configuration-error.ts";
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

const s3Scheme = (aws: AwsAdapters, customEndpoint: boolean): StoreScheme => ({
  scheme: "s3",
  form: S3_FORM,
  open: (url) =>
    pipe(
      TE.fromEither(parseS3Url(url)),
      TE.chainTaskK((location) => async () => {
        const { openS3BackupStore } = await aws.s3();
        return openS3BackupStore({ ...location, pathStyle: location.pathStyle || customEndpoint });
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
      TE.fromTask(() => import("../adapters/sqlite/sqlite-backup-store.ts")),
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
    const { InMemoryBackupStore } = await import("../adapters/memory/in-memory-backup-store.ts");
    return new InMemoryBackupStore();
  }),
};

const memorySourceScheme: SourceScheme = {
  scheme: "memory",
  form: "memory:",
  open: onlyItself("memory", "SSMBAK_SOURCE", async () => {
    const { InMemoryParameterStore } = await import("../adapters/memory/in-memory-parameter-store.ts");
    return new InMemoryParameterStore();
  }),
};

/** `ssm:` is the region of the AWS settings, `ssm:eu-west-1` another one. */
export const parseSsmUrl = (url: string): E.Either<ConfigurationError, { readonly region?: string }> => {
  const [, region] = /^ssm:([a-z]{2}(?:-[a-z]+)+-\d)?$/.exec(url) ?? [undefined, ""];
  if (region === "") return E.left(configurationError("SSMBAK_SOURCE", "expected ssm: or ssm:REGION"));
  return E.right(region === undefined ? {} : { region });
};

const ssmScheme = (aws: AwsAdapters): SourceScheme => ({
  scheme: "ssm",
  form: "ssm:[REGION]",
  open: (url) =>
    pipe(
      TE.fromEither(parseSsmUrl(url)),
      TE.chainTaskK(({ region }) => async () => {
        const { openSsmParameterSource } = await aws.ssm();
        return openSsmParameterSource(region);
      }),
    ),
});

/** The stores that come with ssmbak. Each is opened when a URL asks for it. */
export const builtInStores = (aws: AwsAdapters, { customEndpoint }: Configuration): ReadonlyArray<StoreScheme> => [
  s3Scheme(aws, customEndpoint),
  sqliteScheme,
  memoryStoreScheme,
];

/** The parameter sources that come with ssmbak. */
export const builtInSources = (aws: AwsAdapters): ReadonlyArray<SourceScheme> => [ssmScheme(aws), memorySourceScheme];
