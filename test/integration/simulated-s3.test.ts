import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { asS3Calls, type S3Calls } from "../../src/adapters/aws-s3/s3-calls.ts";
import { runCampaign } from "../simulation/campaign.ts";
import { FakeS3, toBody } from "../simulation/fake-s3.ts";
import { namedCases } from "../simulation/named-cases.ts";
import { answersOf, type S3Answer, S3Answers, type S3Command } from "../simulation/s3-answers.ts";
import { bucketStore } from "../simulation/s3-store.ts";
import { simulate } from "../simulation/simulate.ts";
import { freshBucket, s3At, withMarkersForAnyKey } from "../support/aws-clients.ts";
import { describeWithMoto } from "../support/with-moto.ts";

/** Random programs; each gets a bucket of its own. */
const MOTO_PROGRAMS = Number(process.env["SSMBAK_TEST_MOTO_PROGRAMS"] ?? "15");

/** The name and status of what a call throws, as far as the adapter looks at it. */
const failureOf = (error: unknown): unknown => {
  const { name, $metadata, $response }: { name?: string; $metadata?: unknown; $response?: unknown } =
    error instanceof Error ? error : {};
  const status = Object.getOwnPropertyDescriptor($metadata ?? {}, "httpStatusCode")?.value;
  const headers = Object.getOwnPropertyDescriptor($response ?? {}, "headers")?.value ?? {};
  const isMissing = name === "NotFound" || name === "NoSuchKey";
  return { name: isMissing ? "missing" : name, status, marker: headers["x-amz-delete-marker"] };
};

const attempt = async (call: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await call();
  } catch (error) {
    return failureOf(error);
  }
};

const textOf = async ({ Body }: GetObjectCommandOutput): Promise<string> =>
  new TextDecoder().decode(await Body?.transformToByteArray());

/** Calls as the adapter makes them, in an order in which each kind of answer comes up. */
const script = async (s3: S3Calls, Bucket: string): Promise<ReadonlyArray<unknown>> => {
  const told: unknown[] = [];
  const tell = async (call: () => Promise<unknown>): Promise<void> => {
    told.push(await attempt(call));
  };
  const put = (Key: string, Body: string, condition: { IfMatch?: string; IfNoneMatch?: string } = {}) =>
    tell(async () => {
      const { ETag } = await s3.send(
        new PutObjectCommand({ Bucket, Key, Body, Metadata: { document: Body }, Tagging: "a=b%20c&d=1", ...condition }),
      );
      return ETag;
    });
  const head = (Key: string) =>
    tell(async () => {
      const { ETag, Metadata } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
      return { ETag, Metadata };
    });
  const remove = (Key: string, IfMatch?: string) =>
    tell(async () => {
      const { DeleteMarker } = await s3.send(
        new DeleteObjectCommand({ Bucket, Key, ...(IfMatch === undefined ? {} : { IfMatch }) }),
      );
      return DeleteMarker;
    });
  await tell(async () => (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status);
  await head("/a");
  await put("/a", "one", { IfNoneMatch: "*" });
  await put("/a", "again", { IfNoneMatch: "*" });
  await put("/a", "wrong", { IfMatch: '"00000000000000000000000000000000"' });
  await put("/a", "two", { IfMatch: '"f97c5d29941bfb1b2fdab0874906ab82"' });
  await put("/nothing", "x", { IfMatch: '"f97c5d29941bfb1b2fdab0874906ab82"' });
  await head("/a");
  await tell(async () => textOf(await s3.send(new GetObjectCommand({ Bucket, Key: "/a" }))));
  await tell(async () => (await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "/a" }))).TagSet);
  await remove("/a", '"00000000000000000000000000000000"');
  await remove("/a", '"b8a9f715dbb64fd5c56e7783c6820a61"');
  await head("/a");
  await put("/a", "three", { IfMatch: '"b8a9f715dbb64fd5c56e7783c6820a61"' });
  await put("/a", "three", { IfNoneMatch: "*" });
  for (const key of ["/a/b", "/a/c", "/a/c/d", "/ab", "ssmbak/aside/a!x"]) await put(key, key);
  await remove("/a/b");
  return told;
};

/** Everything that two listings tell, page by page, without the names of versions and the times. */
const listings = async (s3: S3Calls, Bucket: string): Promise<ReadonlyArray<unknown>> => {
  const pages: unknown[] = [];
  for (const [Prefix, Delimiter] of [["/"], ["/a"], ["/a/", "/"]]) {
    let more = true;
    let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    do {
      const listed = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, Delimiter, MaxKeys: 3, ...marker }));
      marker = { KeyMarker: listed.NextKeyMarker, VersionIdMarker: listed.NextVersionIdMarker };
      const keys = (entries: typeof listed.Versions | typeof listed.DeleteMarkers) =>
        (entries ?? []).map(({ Key, IsLatest }) => `${Key} ${IsLatest}`);
      pages.push({ versions: keys(listed.Versions), markers: keys(listed.DeleteMarkers) });
      more = listed.IsTruncated === true;
    } while (more);
    let token: string | undefined;
    do {
      const listed = await s3.send(
        new ListObjectsV2Command({ Bucket, Prefix, Delimiter, MaxKeys: 2, ContinuationToken: token }),
      );
      token = listed.NextContinuationToken;
      pages.push((listed.Contents ?? []).map(({ Key }) => Key));
    } while (token !== undefined);
  }
  return pages;
};

describeWithMoto("the S3 of the simulation (moto)", (endpoint) => {
  const client = withMarkersForAnyKey(s3At(endpoint));
  const moto = asS3Calls(client);

  it("answers as moto does", async () => {
    const fake = new FakeS3({ now: () => Date.now() });
    const calls = new S3Answers(async (command) => fake.answer(command));
    const bucket = await freshBucket(client);
    expect(await script(calls, bucket)).toEqual(await script(moto, bucket));
  });

  it("lists what moto lists", async () => {
    const fake = new FakeS3({ now: () => Date.now() });
    const calls = new S3Answers(async (command) => fake.answer(command));
    const bucket = await freshBucket(client);
    await script(calls, bucket);
    await script(moto, bucket);
    const [ours, theirs] = [await listings(calls, bucket), await listings(moto, bucket)];
    expect(ours.flatMap((page) => Object.values(page ?? {})).flat()).toEqual(
      theirs.flatMap((page) => Object.values(page ?? {})).flat(),
    );
  });

  describe("keeps truly", () => {
    /** A body is read whole before the answer is handed over: the turnstile knows of calls, and not of streams. */
    const answer = async (command: S3Command): Promise<S3Answer> => {
      const told = await answersOf(moto)(command);
      if (!("Body" in told) || told.Body === undefined) return told;
      return { ...told, Body: toBody(await textOf(told)) };
    };
    const open = async () => bucketStore(answer, { bucket: await freshBucket(client), pageSize: 20 });

    it.each(namedCases)("$title", async ({ program, admits = [] }) => {
      expect(await simulate(program, { open, looks: 4 })).toEqual({ violations: [], admissions: admits });
    });

    // Each takes about a second; the fake, which is held to moto, plays many more.
    it("random programs", { timeout: 0 }, async () => {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const { failure } = await runCampaign(MOTO_PROGRAMS, seed, { open, looks: 2 });
      expect(failure ?? "").toBe("");
    });
  });
});
