import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as t from "io-ts";
import { type AskedScope, readAskedScope, readAskedSource, type SourceSettings } from "./asked-scope.ts";
import { type ConfigurationError, configurationError } from "./configuration-error.ts";
import { readMaxDeletedShare } from "./max-deleted.ts";
import { readStoredScopes, type StoredScopes } from "./stored-scopes.ts";

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The lowest level that is logged; `silent` logs nothing. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

const LogLevelCodec: t.Type<LogLevel, string, unknown> = t.keyof({
  debug: null,
  info: null,
  warn: null,
  error: null,
  silent: null,
});

/** `emf`: CloudWatch's embedded metric format on standard output. */
export type MetricsFormat = "emf" | "none";

/** All settings, read and checked. */
export interface Configuration extends SourceSettings {
  /** URL of the store; `undefined` when none is set. */
  readonly store: string | undefined;
  /** Default `info`. */
  readonly logLevel: LogLevel;
  /** Default `emf` in Lambda, `none` elsewhere. */
  readonly metrics: MetricsFormat;
  /** The dimension of the metrics: the name of the Lambda function, `ssmbak` elsewhere. */
  readonly service: string;
  /** Modules with further schemes; default none. */
  readonly plugins: ReadonlyArray<string>;
  /** Whether a custom AWS endpoint is set: such endpoints want path-style addressing of buckets. */
  readonly customEndpoint: boolean;
  /** The AWS region that was asked for, or else the region of the environment. Empty: only a profile may name a region. */
  readonly region: string;
  /** The region of the store, where a region was asked for. Default: the region of the AWS settings. */
  readonly storeRegion?: string;
  /** The accounts and regions whose parameters are stored; `undefined` where none is configured. */
  readonly scopes: StoredScopes | undefined;
  /**
   * The share of the stored parameters, 0 to 1, that a sweep or `verify --repair` may find deleted at once: where more
   * are, none is stored as deleted. Default 0.1.
   */
  readonly maxDeletedShare: number;
}

/** Settings of a caller: the settings win over the environment. */
export interface Overrides extends AskedScope {
  /** URL of the store. Default: `SSMBAK_STORE`, or `SSMBAK_BUCKET`. */
  readonly store?: string | undefined;
  /** URL of the Parameter Store to read. Default: `SSMBAK_SOURCE`, or `ssm:`. */
  readonly source?: string | undefined;
  /** The log level where `SSMBAK_LOG_LEVEL` is not set. Default `info`. */
  readonly defaultLogLevel?: LogLevel;
  /** The format of metrics where `SSMBAK_METRICS` is not set. Default: `emf` in Lambda, `none` elsewhere. */
  readonly defaultMetrics?: MetricsFormat;
  /**
   * The share of the stored parameters, 0 to 1, that a sweep or `verify --repair` may find deleted at once: where more
   * are, none is stored as deleted. Default: `SSMBAK_MAX_DELETED`, which is a percentage, or 0.1.
   */
  readonly maxDeletedShare?: number | undefined;
}

const given = (text: string | undefined): string | undefined => (text === undefined || text === "" ? undefined : text);

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Whether S3 takes `text` as the name of a bucket (S3 User Guide, "General purpose bucket naming rules"). */
export const isBucketName = (text: string): boolean => BUCKET.test(text);

const readStore = (environment: Environment): E.Either<ConfigurationError, string | undefined> => {
  const store = given(environment["SSMBAK_STORE"]);
  const bucket = given(environment["SSMBAK_BUCKET"]);
  if (bucket === undefined) return E.right(store);
  if (!isBucketName(bucket)) {
    return E.left(configurationError("SSMBAK_BUCKET", "expected the name of a bucket, without s3:// and path"));
  }
  const url = `s3://${bucket}`;
  return store === undefined || store === url
    ? E.right(url)
    : E.left(configurationError("SSMBAK_BUCKET", "names another store than SSMBAK_STORE: set only one of them"));
};

const readLogLevel = (
  environment: Environment,
  { defaultLogLevel = "info" }: Overrides,
): E.Either<ConfigurationError, LogLevel> =>
  pipe(
    LogLevelCodec.decode(given(environment["SSMBAK_LOG_LEVEL"]) ?? defaultLogLevel),
    E.mapLeft(() => configurationError("SSMBAK_LOG_LEVEL", "expected debug, info, warn, error or silent")),
  );

const readMetrics = (
  environment: Environment,
  { defaultMetrics }: Overrides,
): E.Either<ConfigurationError, MetricsFormat> => {
  const inLambda = given(environment["AWS_LAMBDA_FUNCTION_NAME"]) !== undefined;
  const format = given(environment["SSMBAK_METRICS"]) ?? defaultMetrics ?? (inLambda ? "emf" : "none");
  return format === "emf" || format === "none"
    ? E.right(format)
    : E.left(configurationError("SSMBAK_METRICS", "expected emf or none"));
};

const readPlugins = (environment: Environment): ReadonlyArray<string> =>
  (environment["SSMBAK_PLUGINS"] ?? "")
    .split(",")
    .map((module) => module.trim())
    .filter((module) => module !== "");

const ENDPOINTS = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_SSM"] as const;

const HTTP_URL = /^https?:\/\/./;

/** Whether S3 has a custom endpoint. A wrong URL would make the SDK fail inside a call, as if the service were down. */
const readEndpoints = (environment: Environment): E.Either<ConfigurationError, boolean> => {
  const wrong = ENDPOINTS.find((variable) => {
    const url = given(environment[variable]);
    return url !== undefined && !(HTTP_URL.test(url) && URL.canParse(url));
  });
  return wrong === undefined
    ? E.right(
        given(environment["AWS_ENDPOINT_URL"]) !== undefined || given(environment["AWS_ENDPOINT_URL_S3"]) !== undefined,
      )
    : E.left(configurationError(wrong, "expected a URL, http://HOST[:PORT] or https://HOST[:PORT]"));
};

const regionOf = (environment: Environment): string =>
  given(environment["AWS_REGION"]) ?? given(environment["AWS_DEFAULT_REGION"]) ?? "";

/** A region without an account means the region of the store, too; with an account only the parameters' region. */
const storeRegionOf = ({ account, region }: Overrides): Pick<Configuration, "storeRegion"> =>
  account !== undefined || region === undefined ? {} : { storeRegion: region };

/**
 * Reads the settings: `SSMBAK_STORE` or `SSMBAK_BUCKET` (a bucket's name, meaning `s3://name`), `SSMBAK_SOURCE`,
 * `SSMBAK_LOG_LEVEL`, `SSMBAK_METRICS`, `SSMBAK_MAX_DELETED` (a percentage), `SSMBAK_PLUGINS` (module names separated by
 * commas), and the scopes ({@link readStoredScopes}). The AWS SDK reads its own variables (`AWS_REGION`, `AWS_PROFILE`,
 * `AWS_ENDPOINT_URL`, …) itself.
 *
 * @param environment Default: the process's.
 */
export const readConfiguration = (
  overrides: Overrides = {},
  environment: Environment = process.env,
): E.Either<ConfigurationError, Configuration> =>
  pipe(
    E.Do,
    E.bind("store", () => (overrides.store === undefined ? readStore(environment) : E.right(overrides.store))),
    E.bind("logLevel", () => readLogLevel(environment, overrides)),
    E.bind("metrics", () => readMetrics(environment, overrides)),
    E.bind("customEndpoint", () => readEndpoints(environment)),
    E.bind("maxDeletedShare", () =>
      readMaxDeletedShare(overrides.maxDeletedShare, given(environment["SSMBAK_MAX_DELETED"])),
    ),
    E.let("configuredRegion", () => regionOf(environment)),
    E.bind("asked", ({ configuredRegion }) => readAskedScope(overrides, configuredRegion)),
    E.bind("scopes", ({ asked }) =>
      asked === undefined ? readStoredScopes((variable) => given(environment[variable])) : E.right(asked),
    ),
    E.bind("source", ({ scopes }) =>
      readAskedSource(overrides, overrides.source, given(environment["SSMBAK_SOURCE"]) ?? "ssm:", scopes),
    ),
    E.map(({ source, configuredRegion, asked: _, ...read }) => ({
      ...read,
      service: given(environment["AWS_LAMBDA_FUNCTION_NAME"]) ?? "ssmbak",
      ...source,
      plugins: readPlugins(environment),
      region: overrides.region ?? configuredRegion,
      ...storeRegionOf(overrides),
    })),
  );
