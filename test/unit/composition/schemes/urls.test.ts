import * as TE from "fp-ts/lib/TaskEither.js";
import { beforeEach, describe, expect, it } from "vitest";
import { InMemoryBackupStore } from "../../../../src/adapters/memory/in-memory-backup-store.ts";
import { InMemoryParameterStore } from "../../../../src/adapters/memory/in-memory-parameter-store.ts";
import { compose } from "../../../../src/composition/compose.ts";
import type { AwsAdapters } from "../../../../src/composition/schemes/aws-adapters.ts";
import { backupService } from "../../../../src/composition/services/backup.ts";
import { useSettings } from "../../../support/environment.ts";
import { leftOf, rightOf } from "../../../support/workshop.ts";

beforeEach(() => useSettings());

/** Stands in for the adapters of AWS, and notes what is opened with them. */
class WatchedAws implements AwsAdapters {
  readonly opened: unknown[] = [];

  s3(): ReturnType<AwsAdapters["s3"]> {
    const openS3BackupStore = (options: unknown) => {
      this.opened.push(options);
      return new InMemoryBackupStore();
    };
    return Promise.resolve({ openS3BackupStore });
  }

  ssm(): ReturnType<AwsAdapters["ssm"]> {
    const openSsmParameterSource = (location: unknown) => {
      this.opened.push(location);
      return new InMemoryParameterStore();
    };
    return Promise.resolve({ openSsmParameterSource });
  }

  place(): ReturnType<AwsAdapters["place"]> {
    return Promise.resolve({ findPlace: () => TE.right({ account: "111122223333", region: "eu-west-1" }) });
  }
}

const opened = async (store: string, source = "memory:"): Promise<ReadonlyArray<unknown>> => {
  const aws = new WatchedAws();
  await rightOf(compose(aws, backupService)({ store, source }));
  return aws.opened;
};

const S3_FORM = "s3://BUCKET[?kmsKeyId=KEY][&pathStyle=true]";
const STORE_FORMS = `${S3_FORM}, sqlite:PATH, memory:`;

describe("an s3: URL", () => {
  it.each([
    ["s3://bucket", { bucket: "bucket", pathStyle: false }],
    ["s3://bucket/", { bucket: "bucket", pathStyle: false }],
    ["s3://my-bucket.v2?", { bucket: "my-bucket.v2", pathStyle: false }],
    ["s3://bucket?pathStyle=true", { bucket: "bucket", pathStyle: true }],
    ["s3://bucket?pathStyle=false", { bucket: "bucket", pathStyle: false }],
    ["s3://bucket/?kmsKeyId=alias/ssmbak", { bucket: "bucket", pathStyle: false, kmsKeyId: "alias/ssmbak" }],
    [
      "s3://bucket?kmsKeyId=arn:aws:kms:us-east-1:123456789012:key/0a1b&pathStyle=true",
      { bucket: "bucket", pathStyle: true, kmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/0a1b" },
    ],
  ])("opens a bucket: %s", async (url, location) => {
    expect(await opened(url)).toEqual([location]);
  });

  it.each(["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"])("means path style where %s is set", async (variable) => {
    useSettings({ [variable]: "http://localhost:4566" });

    expect(await opened("s3://bucket")).toEqual([{ bucket: "bucket", pathStyle: true }]);
  });

  it.each([
    "s3:",
    "s3://",
    "s3:bucket",
    "s3:/bucket",
    "s3:///bucket",
    "s3://Hunter2",
    "s3://hunter_2",
    "s3://h2",
    `s3://${"hunter2".repeat(10)}`,
    "s3://hunter2:9000",
    "s3://user:hunter2@bucket",
    "s3://hunter2/folder",
    "s3://hunter2//",
    "s3://hunter2#part",
    "s3://hunter2?region=us-east-1",
    "s3://hunter2?pathStyle",
    "s3://hunter2?pathStyle=yes",
    "s3://hunter2?kmsKeyId=",
    "s3://hunter2?kmskeyid=alias/x",
    "s3://hunter2 ",
  ])("is refused with the accepted form, and not repeated: %s", async (store) => {
    const error = await leftOf(compose(new WatchedAws(), backupService)({ store, source: "memory:" }));

    expect(error).toEqual({
      _tag: "ConfigurationError",
      setting: "SSMBAK_STORE",
      message: `SSMBAK_STORE: expected ${S3_FORM}, with a bucket's name and no path`,
    });
  });
});

describe("other URLs of stores", () => {
  it.each([
    ["sqlite:", "expected sqlite:PATH, e.g. sqlite:./backup.db"],
    ["sqlite://hunter2.db", "expected sqlite:PATH, e.g. sqlite:./backup.db"],
    ["sqlite:///tmp/hunter2.db", "expected sqlite:PATH, e.g. sqlite:./backup.db"],
    ["memory:hunter2", "expected memory: with nothing behind it"],
    ["memory://", "expected memory: with nothing behind it"],
    ["hunter2", `of no known scheme; expected ${STORE_FORMS}`],
    ["hunter2:backup", `of no known scheme; expected ${STORE_FORMS}`],
    ["./hunter2.db", `of no known scheme; expected ${STORE_FORMS}`],
    ["sqlite", `of no known scheme; expected ${STORE_FORMS}`],
    ["SQLITE:hunter2.db", `of no known scheme; expected ${STORE_FORMS}`],
    [" s3://hunter2", `of no known scheme; expected ${STORE_FORMS}`],
    ["", `of no known scheme; expected ${STORE_FORMS}`],
  ])("are refused with the accepted forms, and not repeated: %j", async (store, problem) => {
    const error = await leftOf(compose(new WatchedAws(), backupService)({ store, source: "memory:" }));

    expect(error).toEqual({ _tag: "ConfigurationError", setting: "SSMBAK_STORE", message: `SSMBAK_STORE: ${problem}` });
  });

  it("SQLite's own name of a database in memory is refused by the store", async () => {
    const error = await leftOf(
      compose(new WatchedAws(), backupService)({ store: "sqlite::memory:", source: "memory:" }),
    );

    expect(error).toMatchObject({ _tag: "StoreMisconfigured", message: expect.stringContaining("use memory:") });
  });

  it("no store at all is refused with the accepted forms", async () => {
    expect(await leftOf(compose(new WatchedAws(), backupService)())).toEqual({
      _tag: "ConfigurationError",
      setting: "SSMBAK_STORE",
      message: `SSMBAK_STORE: not set; expected ${STORE_FORMS}`,
    });
  });
});

describe("a bucket's region", () => {
  it("is the one that is asked for", async () => {
    const aws = new WatchedAws();
    await rightOf(compose(aws, backupService)({ store: "s3://mine", source: "memory:", region: "us-east-1" }));
    expect(aws.opened).toEqual([{ bucket: "mine", pathStyle: false, region: "us-east-1" }]);
  });
});

describe("credentials of another account", () => {
  it("are refused before anything is opened", async () => {
    const aws = new WatchedAws();
    const asked = { store: "memory:", region: "eu-west-1" };
    expect(await leftOf(compose(aws, backupService)({ ...asked, account: "444455556666" }))).toMatchObject({
      setting: "account",
      message: expect.stringContaining("the credentials are those of 111122223333: take those of 444455556666"),
    });
    expect(aws.opened).toEqual([]);
    await rightOf(compose(aws, backupService)({ ...asked, account: "111122223333" }));
    expect(aws.opened).toEqual([{ region: "eu-west-1" }]);
  });
});

describe("URLs of sources", () => {
  it("open Parameter Store, also where none is given", async () => {
    const aws = new WatchedAws();
    await rightOf(compose(aws, backupService)({ store: "memory:" }));

    expect(aws.opened).toEqual([{}]);
    expect(await opened("memory:", "ssm:")).toEqual([{}]);
  });

  it("open it in another region, and with the rights of a role", async () => {
    const role = "arn:aws-us-gov:iam::111122223333:role/team/reader_1+=,.@-";
    expect(await opened("memory:", "ssm:eusc-de-east-1")).toEqual([{ region: "eusc-de-east-1" }]);
    expect(await opened("memory:", `ssm:us-gov-west-1?role=${role}`)).toEqual([{ region: "us-gov-west-1", role }]);
    expect(await opened("memory:", `ssm:?role=${role}`)).toEqual([{ role }]);
  });

  it.each([
    ["ssm:hunter2", "expected ssm:[REGION][?role=ARN]"],
    ["ssm://us-east-1", "expected ssm:[REGION][?role=ARN]"],
    ["ssm:us-east-1?role=hunter2", "expected ssm:[REGION][?role=ARN]"],
    ["ssm:us-east-1?role=arn:aws:iam::111122223333:user/hunter2", "expected ssm:[REGION][?role=ARN]"],
    ["ssm:us-east-1?hunter2=1", "expected ssm:[REGION][?role=ARN]"],
    ["memory:hunter2", "expected memory: with nothing behind it"],
    ["hunter2:", "of no known scheme; expected ssm:[REGION][?role=ARN], memory:"],
    ["", "of no known scheme; expected ssm:[REGION][?role=ARN], memory:"],
  ])("are refused with the accepted forms, and not repeated: %j", async (source, problem) => {
    const error = await leftOf(compose(new WatchedAws(), backupService)({ store: "memory:", source }));

    expect(error).toEqual({
      _tag: "ConfigurationError",
      setting: "SSMBAK_SOURCE",
      message: `SSMBAK_SOURCE: ${problem}`,
    });
  });

  it("load nothing of AWS unless they are asked for", async () => {
    expect(await opened("memory:", "memory:")).toEqual([]);
  });
});
