import domain from "./stryker.config.json" with { type: "json" };

// The S3 adapter is held to less: a share of its code is calls of the SDK, which the suites on moto test.
export default {
  ...domain,
  mutate: ["src/adapters/aws-s3/**/*.ts"],
  tempDirName: ".cache/mutation/sandbox-s3",
  htmlReporter: { fileName: ".cache/mutation/report-s3.html" },
  jsonReporter: { fileName: ".cache/mutation/report-s3.json" },
  incrementalFile: ".cache/mutation/incremental-s3.json",
  thresholds: { high: 90, low: 80, break: 80 },
};
