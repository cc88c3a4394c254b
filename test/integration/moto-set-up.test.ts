import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterHistoryCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, expect, it } from "vitest";
import { describeWithMoto } from "../support/with-moto.ts";

describeWithMoto("moto, as the tests start it", (endpoint) => {
  const options = { endpoint, region: "eu-central-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const ssm = new SSMClient(options);
  const unique = `moto-set-up-${process.pid}-${Date.now()}`;

  afterAll(() => {
    s3.destroy();
    ssm.destroy();
  });

  it("keeps an object under a key that begins with a slash", async () => {
    await s3.send(
      new CreateBucketCommand({ Bucket: unique, CreateBucketConfiguration: { LocationConstraint: "eu-central-1" } }),
    );
    await s3.send(new PutObjectCommand({ Bucket: unique, Key: "/app/db", Body: "line\n" }));

    const read = await s3.send(new GetObjectCommand({ Bucket: unique, Key: "/app/db" }));

    expect(await read.Body?.transformToString()).toBe("line\n");
  });

  it("keeps the history of a parameter", async () => {
    const Name = `/${unique}/db`;
    await ssm.send(new PutParameterCommand({ Name, Value: "one", Type: "String" }));
    await ssm.send(new PutParameterCommand({ Name, Value: "two", Type: "String", Overwrite: true }));

    const history = await ssm.send(new GetParameterHistoryCommand({ Name, WithDecryption: true }));

    expect(history.Parameters?.map(({ Version, Value }) => [Version, Value])).toEqual([
      [1, "one"],
      [2, "two"],
    ]);
  });
});
