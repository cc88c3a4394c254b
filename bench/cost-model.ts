/** How often an operation of AWS is called. */
export type Calls = Readonly<Record<string, number>>;

/**
 * The calls of one event, by what the event tells of. `test/e2e/calls-per-event.test.ts` holds them to the built function.
 * `first`: the first version of an incarnation; `second`: the version after it; `update`: any other version. `label`: a
 * label that moved; `labelAgain`: the same event once more. Each process reads once whose parameters the bucket has.
 */
export const CALLS_OF_EVENT = {
  first: { HeadObject: 1, ListObjectsV2: 1, GetParameterHistory: 1, ListTagsForResource: 1, PutObject: 1 },
  second: { HeadObject: 1, ListObjectsV2: 1, GetParameterHistory: 1, ListTagsForResource: 1, PutObject: 1 },
  update: { HeadObject: 1, GetParameterHistory: 1, ListTagsForResource: 1, PutObject: 1 },
  duplicate: { HeadObject: 1, GetParameterHistory: 1 },
  label: { HeadObject: 1, GetParameterHistory: 1, PutObject: 1 },
  labelAgain: { HeadObject: 1, GetParameterHistory: 1, PutObject: 1 },
  deletion: { HeadObject: 1, GetParameterHistory: 2, PutObject: 1, DeleteObject: 1 },
  recreation: { HeadObject: 1, ListObjectsV2: 1, GetParameterHistory: 1, ListTagsForResource: 1, PutObject: 1 },
} as const satisfies Readonly<Record<string, Calls>>;

/** Names in a page of GetParametersByPath, entries in one of ListObjectVersions. */
const NAMES_IN_PAGE = 10;
const ENTRIES_IN_PAGE = 1_000;

/** The calls of a sweep that finds nothing, over so many names with so many versions each, none of them deleted. */
export const callsOfSweep = (names: number, versions: number): Calls => ({
  GetParametersByPath: Math.ceil(names / NAMES_IN_PAGE),
  ListObjectVersions: Math.ceil((names * versions) / ENTRIES_IN_PAGE),
  ListObjectsV2: 1,
  HeadObject: names * Math.min(versions, 2),
});

/** List prices of us-east-1 in US dollars, of one unit each. docs/cost.md says where they are to be looked up. */
export const PRICES = {
  s3Write: { symbol: "p_put", usd: 0.005 / 1_000, unit: "PutObject, ListObjectsV2, ListObjectVersions" },
  s3Read: { symbol: "p_get", usd: 0.0004 / 1_000, unit: "HeadObject, GetObject; DeleteObject is free" },
  s3Storage: { symbol: "p_gb", usd: 0.023, unit: "GB in S3 Standard for a month" },
  s3Tag: { symbol: "p_tag", usd: 0.0065 / 10_000, unit: "tag of an object for a month" },
  sqsRequest: { symbol: "p_sqs", usd: 0.4 / 1e6, unit: "request to a standard queue" },
  lambdaRequest: { symbol: "p_inv", usd: 0.2 / 1e6, unit: "invocation" },
  lambdaSecond: { symbol: "p_gbs", usd: 0.0000133334, unit: "GB-second on arm64" },
  logs: { symbol: "p_log", usd: 0.5, unit: "GB taken in by CloudWatch Logs" },
  kms: { symbol: "p_kms", usd: 0.03 / 10_000, unit: "request to KMS" },
  interaction: { symbol: "p_api", usd: 0.05 / 10_000, unit: "request for one advanced parameter" },
  metric: { symbol: "p_met", usd: 0.3, unit: "custom metric for a month" },
  alarm: { symbol: "p_alm", usd: 0.1, unit: "metric that an alarm watches, for a month" },
  dashboard: { symbol: "p_dash", usd: 3, unit: "dashboard for a month" },
} as const;

type Price = keyof typeof PRICES;

/** What is backed up, and how. */
export interface Workload {
  readonly parameters: number;
  readonly changes: number;
  /** Parts of one: parameters that are SecureStrings, and that are of the advanced tier. */
  readonly secure: number;
  readonly advanced: number;
  /** Versions that Parameter Store has of a parameter, on average: up to 100. */
  readonly versions: number;
  readonly valueBytes: number;
  readonly eventsInBatch: number;
  readonly sweeps: number;
}

/** One line of a bill. */
export interface Cost {
  readonly what: string;
  readonly formula: string;
  readonly usd: number;
}

/** Of the template, and of measurements: see docs/cost.md. */
const MEMORY_GB = 0.5;
const SECONDS_OF_EVENT = 0.047;
const SECONDS_OF_CALL = 0.01;
const LISTINGS_A_SECOND = 40;
const NAMES_AT_ONCE = 16;
const LOG_BYTES_OF_EVENT = 1_100;
const METADATA_BYTES = 450;
const POLLERS = 5;
const POLL_SECONDS = 20;
const MONTH_SECONDS = 30 * 24 * 3_600;
const METRICS = 11;
/** Six alarms watch one metric each, one watches two. */
const ALARM_METRICS = 8;

/** Polls of an event source mapping whose queue is empty, in a month. */
export const IDLE_POLLS = (POLLERS * MONTH_SECONDS) / POLL_SECONDS;

const cost = (what: string, formula: string, amounts: Partial<Record<Price, number>>): Cost => ({
  what,
  formula,
  usd: Object.entries(amounts).reduce((sum, [price, amount]) => sum + amount * PRICES[price as Price].usd, 0),
});

const { HeadObject, PutObject } = CALLS_OF_EVENT.update;

/** What changes cost. */
export const costOfChanges = ({
  changes,
  secure,
  advanced,
  versions,
  eventsInBatch,
}: Workload): ReadonlyArray<Cost> => [
  cost("S3 requests", "C (p_put + p_get)", { s3Write: changes * PutObject, s3Read: changes * HeadObject }),
  cost("SQS requests", "(C + 2 C / min(B, 10)) p_sqs", {
    sqsRequest: changes + (2 * changes) / Math.min(eventsInBatch, 10),
  }),
  cost("Lambda", "C / B p_inv + C T M p_gbs", {
    lambdaRequest: changes / eventsInBatch,
    lambdaSecond: changes * SECONDS_OF_EVENT * MEMORY_GB,
  }),
  cost("logs", "C L p_log", { logs: (changes * LOG_BYTES_OF_EVENT) / 1e9 }),
  cost("KMS", "C S V p_kms", { kms: changes * secure * versions }),
  cost("Parameter Store", "C A p_api", { interaction: changes * advanced }),
];

const sweepSeconds = (names: number): number =>
  names / NAMES_IN_PAGE / LISTINGS_A_SECOND + (2 * names * SECONDS_OF_CALL) / NAMES_AT_ONCE;

/** What the sweeps of a month cost. */
export const costOfSweeps = ({ parameters, advanced, versions, sweeps }: Workload): ReadonlyArray<Cost> => {
  const calls = callsOfSweep(parameters, versions);
  const { ListObjectVersions = 0, ListObjectsV2 = 0, HeadObject: heads = 0 } = calls;
  return [
    cost("S3 requests of sweeps", "W (2 N p_get + (N V / 1000 + 1) p_put)", {
      s3Read: sweeps * heads,
      s3Write: sweeps * (ListObjectVersions + ListObjectsV2),
    }),
    cost("Lambda of sweeps", "W (p_inv + t M p_gbs)", {
      lambdaRequest: sweeps,
      lambdaSecond: sweeps * sweepSeconds(parameters) * MEMORY_GB,
    }),
    cost("Parameter Store, of sweeps", "W N A p_api", { interaction: sweeps * parameters * advanced }),
  ];
};

/** What is there whatever happens. */
export const standingCost = ({ parameters, versions, valueBytes }: Workload): ReadonlyArray<Cost> => [
  cost("storage, with two tags a version", "N V ((b + m) p_gb + 2 p_tag)", {
    s3Storage: (parameters * versions * (valueBytes + METADATA_BYTES)) / 1e9,
    s3Tag: 2 * parameters * versions,
  }),
  cost("polls of the empty queue", "648,000 p_sqs", { sqsRequest: IDLE_POLLS }),
  cost("metrics, alarms, dashboard", "11 p_met + 8 p_alm + p_dash", {
    metric: METRICS,
    alarm: ALARM_METRICS,
    dashboard: 1,
  }),
];

const DUMPS = 30;
const DUMPS_KEPT = 365;

/** What a dump of everything costs that is made every day and kept for a year. */
export const costOfDumps = ({ parameters, secure, advanced, valueBytes }: Workload): ReadonlyArray<Cost> => [
  cost("S3 requests", "30 p_put", { s3Write: DUMPS }),
  cost("storage", "365 N (b + 200) p_gb", { s3Storage: (DUMPS_KEPT * parameters * (valueBytes + 200)) / 1e9 }),
  cost("KMS", "30 N S p_kms", { kms: DUMPS * parameters * secure }),
  cost("Parameter Store", "30 N A p_api", { interaction: DUMPS * parameters * advanced }),
];

/** A sum. */
export const totalOf = (costs: ReadonlyArray<Cost>): number => costs.reduce((sum, { usd }) => sum + usd, 0);
