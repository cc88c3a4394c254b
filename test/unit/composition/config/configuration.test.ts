import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import {
  type Environment,
  type Overrides,
  readConfiguration,
} from "../../../../src/composition/config/configuration.ts";
import { configurationError } from "../../../../src/composition/config/configuration-error.ts";
import { useSettings } from "../../../support/environment.ts";

const read = (environment: Environment, overrides: Overrides = {}) => readConfiguration(overrides, environment);

const defaults = {
  store: undefined,
  source: "ssm:",
  logLevel: "info",
  metrics: "none",
  service: "ssmbak",
  plugins: [],
  region: "",
  customEndpoint: false,
  maxDeletedShare: 0.1,
  scopes: undefined,
};

describe("without settings", () => {
  it("there is no store, and the rest has defaults", () => {
    expect(read({})).toEqual(E.right(defaults));
  });

  it("empty ones count as none", () => {
    const empty = [
      "SSMBAK_STORE",
      "SSMBAK_BUCKET",
      "SSMBAK_SOURCE",
      "SSMBAK_LOG_LEVEL",
      "SSMBAK_MAX_DELETED",
      "SSMBAK_PLUGINS",
      "AWS_ENDPOINT_URL",
      "AWS_ENDPOINT_URL_S3",
    ].map((variable) => [variable, ""]);

    expect(read(Object.fromEntries(empty))).toEqual(E.right(defaults));
  });

  it("those of the process are read", () => {
    useSettings({ SSMBAK_STORE: "sqlite:./backup.db", SSMBAK_LOG_LEVEL: "debug" });

    expect(readConfiguration()).toEqual(E.right({ ...defaults, store: "sqlite:./backup.db", logLevel: "debug" }));
  });
});

describe("the store", () => {
  it("is the URL in SSMBAK_STORE", () => {
    expect(read({ SSMBAK_STORE: "sqlite:./a.db" })).toMatchObject(E.right({ store: "sqlite:./a.db" }));
  });

  it("is the bucket in SSMBAK_BUCKET, as for the Python package", () => {
    expect(read({ SSMBAK_BUCKET: "my-bucket.v2" })).toMatchObject(E.right({ store: "s3://my-bucket.v2" }));
  });

  it("may be given both ways where both mean the same", () => {
    expect(read({ SSMBAK_BUCKET: "mine", SSMBAK_STORE: "s3://mine" })).toMatchObject(E.right({ store: "s3://mine" }));
  });

  it("is refused where they differ", () => {
    for (const SSMBAK_STORE of ["s3://yours", "memory:", "s3://mine?pathStyle=true"]) {
      expect(read({ SSMBAK_BUCKET: "mine", SSMBAK_STORE })).toEqual(
        E.left(configurationError("SSMBAK_BUCKET", "names another store than SSMBAK_STORE: set only one of them")),
      );
    }
  });

  it.each([
    "s3://mine",
    "arn:aws:s3:::mine",
    "mine/folder",
    "mine?pathStyle=true",
    "MINE",
    "my_bucket",
    "me",
    "-mine",
    "mine ",
    "m".repeat(64),
  ])("is refused where SSMBAK_BUCKET is no bucket's name: %s", (SSMBAK_BUCKET) => {
    expect(read({ SSMBAK_BUCKET })).toEqual(
      E.left(configurationError("SSMBAK_BUCKET", "expected the name of a bucket, without s3:// and path")),
    );
  });

  it("of the caller wins, and the variables need not even be right", () => {
    const environment = { SSMBAK_BUCKET: "NONSENSE", SSMBAK_STORE: "nonsense" };

    expect(read(environment, { store: "memory:" })).toMatchObject(E.right({ store: "memory:" }));
  });
});

describe("the source", () => {
  it("is the URL in SSMBAK_SOURCE, and the caller's wins", () => {
    expect(read({ SSMBAK_SOURCE: "memory:" })).toMatchObject(E.right({ source: "memory:" }));
    expect(read({ SSMBAK_SOURCE: "memory:" }, { source: "ssm:" })).toMatchObject(E.right({ source: "ssm:" }));
  });
});

describe("the log level", () => {
  it.each(["debug", "info", "warn", "error", "silent"])("may be %s", (SSMBAK_LOG_LEVEL) => {
    expect(read({ SSMBAK_LOG_LEVEL })).toMatchObject(E.right({ logLevel: SSMBAK_LOG_LEVEL }));
  });

  it.each(["INFO", "trace", "verbose", " info"])("may not be %j", (SSMBAK_LOG_LEVEL) => {
    expect(read({ SSMBAK_LOG_LEVEL })).toEqual(
      E.left(configurationError("SSMBAK_LOG_LEVEL", "expected debug, info, warn, error or silent")),
    );
  });

  it("has a default of the caller's, which a variable beats", () => {
    const overrides: Overrides = { defaultLogLevel: "silent" };

    expect(read({}, overrides)).toMatchObject(E.right({ logLevel: "silent" }));
    expect(read({ SSMBAK_LOG_LEVEL: "warn" }, overrides)).toMatchObject(E.right({ logLevel: "warn" }));
  });
});

describe("the plugins", () => {
  it("are names separated by commas, with spaces or nothing between them", () => {
    expect(read({ SSMBAK_PLUGINS: "one, @two/three ,,./four.js," })).toMatchObject(
      E.right({ plugins: ["one", "@two/three", "./four.js"] }),
    );
  });
});

describe("the region", () => {
  it("is that of the AWS tools", () => {
    expect(read({ AWS_DEFAULT_REGION: "eu-west-1" })).toMatchObject(E.right({ region: "eu-west-1" }));
    expect(read({ AWS_DEFAULT_REGION: "eu-west-1", AWS_REGION: "us-west-2" })).toMatchObject(
      E.right({ region: "us-west-2" }),
    );
  });
});

describe("a custom endpoint", () => {
  it.each(["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"])("is seen in %s", (variable) => {
    expect(read({ [variable]: "http://localhost:4566" })).toMatchObject(E.right({ customEndpoint: true }));
  });

  it.each(["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_SSM"])("is refused in %s", (variable) => {
    for (const text of ["localhost:4566", "notaurl", "http://", "http://a b", "file:///tmp"]) {
      expect(read({ [variable]: text })).toEqual(
        E.left(configurationError(variable, "expected a URL, http://HOST[:PORT] or https://HOST[:PORT]")),
      );
    }
  });

  it("of Parameter Store alone says nothing of S3's", () => {
    expect(read({ AWS_ENDPOINT_URL_SSM: "https://ssm.example" })).toMatchObject(E.right({ customEndpoint: false }));
  });
});

describe("the share that may be found deleted", () => {
  it.each([
    ["0", 0],
    ["2.5", 0.025],
    ["10", 0.1],
    ["100", 1],
  ])("is a percentage: %s", (SSMBAK_MAX_DELETED, maxDeletedShare) => {
    expect(read({ SSMBAK_MAX_DELETED })).toMatchObject(E.right({ maxDeletedShare }));
  });

  it.each(["101", "-1", "10%", "ten", "1e2", "0x10", "."])("may not be %j", (SSMBAK_MAX_DELETED) => {
    expect(read({ SSMBAK_MAX_DELETED })).toEqual(
      E.left(configurationError("SSMBAK_MAX_DELETED", "expected a percentage from 0 to 100")),
    );
  });

  it("of the caller wins, as a share", () => {
    expect(read({ SSMBAK_MAX_DELETED: "nonsense" }, { maxDeletedShare: 0.5 })).toMatchObject(
      E.right({ maxDeletedShare: 0.5 }),
    );
    for (const maxDeletedShare of [-0.1, 1.1, Number.NaN]) {
      expect(read({}, { maxDeletedShare })).toEqual(
        E.left(configurationError("maxDeletedShare", "expected a share from 0 to 1")),
      );
    }
  });
});
