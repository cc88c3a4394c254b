import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import { expect, it } from "vitest";
import { S3BackupStore } from "../../src/adapters/aws-s3/s3-backup-store.ts";
import { asS3Calls } from "../../src/adapters/aws-s3/s3-calls.ts";
import type { BackupRecord, VersionSummary } from "../../src/domain/model/backup-record.ts";
import { everything } from "../../src/domain/model/selection.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import { name, tombstoneOf, versionRecordOf } from "../../src/testing/index.ts";
import { freshBucket, s3At } from "../support/aws-clients.ts";
import { collect } from "../support/collect.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const START = Date.UTC(2024, 0, 1, 12);
const END = Date.UTC(2024, 11, 31);
const DB = name("/app/db");

const right = async <L, A>(task: TaskEither<L, A>): Promise<A> => {
  const result = await task();
  if (E.isLeft(result)) throw new Error(`left: ${JSON.stringify(result.left)}`);
  return result.right;
};

const append = async (store: BackupStore, ...records: ReadonlyArray<BackupRecord>): Promise<number> => {
  const [first] = records;
  if (first === undefined) return 0;
  const expected = await right(store.head(first.name));
  return right(store.append({ name: first.name, expected, records }));
};

const version = (number: number, seconds: number, others: Parameters<typeof versionRecordOf>[0] = {}) =>
  versionRecordOf({ name: "/app/db", version: number, modifiedAt: START + seconds * 1000 + 250, ...others });

const deletion = (seconds: number) => {
  const deletedAt = START + seconds * 1000;
  return tombstoneOf({ name: "/app/db", deletedAt, at: deletedAt + 999, rank: 1 });
};

describeWithMoto("the layout in S3", (endpoint) => {
  const s3 = s3At(endpoint);

  const open = async () => {
    const bucket = await freshBucket(s3);
    const get = (key: string) => s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const tags = async (key: string) => {
      const { TagSet = [] } = await s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key }));
      return Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value]));
    };
    const keys = async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      return Contents.map(({ Key }) => Key);
    };
    return { bucket, get, tags, keys, store: new S3BackupStore(asS3Calls(s3), { bucket }) };
  };

  it("is the seed's: key = name, body = value, tags for time, type and description", async () => {
    const { store, get, tags } = await open();
    const announcedBy = { eventId: "e-1", time: START + 10_000 };
    const record = version(1, 9, { type: "SecureString", value: "päss\n", attributes: { description: "main db" } });
    await append(store, { ...record, announcedBy });
    const object = await get("/app/db");
    expect(await object.Body?.transformToString()).toBe("päss\n");
    expect(await tags("/app/db")).toEqual({
      ssmbakTime: String(START / 1000 + 10),
      ssmbakType: "SecureString",
      ssmbakDescription: "main db",
    });
  });

  it("tags a version without an event of its own with its own second", async () => {
    const { store, tags } = await open();
    await append(store, version(1, 9));
    expect(await tags("/app/db")).toEqual({ ssmbakTime: String(START / 1000 + 9), ssmbakType: "String" });
  });

  it("keeps a description that no tag can hold in full, and reduces it in the tag", async () => {
    const { store, tags } = await open();
    const description = `état <b>of</b> the "db"; 100 % & more\n${"x".repeat(900)}`;
    await append(store, version(1, 1, { attributes: { description } }));
    const tag = (await tags("/app/db"))["ssmbakDescription"] ?? "";
    expect(tag.startsWith("état bof/b the db 100   more")).toBe(true);
    expect([...tag]).toHaveLength(256);
    const [summary] = await right(store.history(DB));
    expect((await right(store.load(summary as VersionSummary))).attributes.description).toBe(description);
  });

  it("moves attributes of more than 2 KB into one companion object, kept once however often it is needed", async () => {
    const { store, keys } = await open();
    const policies = [{ policyText: "p".repeat(4_000), policyType: "Expiration", policyStatus: "Pending" }];
    await append(store, version(1, 1, { attributes: { policies } }), version(2, 2, { attributes: { policies } }));
    expect((await keys()).filter((key) => key?.startsWith("ssmbak/attributes/"))).toHaveLength(1);
    const summaries = await right(store.history(DB));
    for (const summary of summaries) {
      expect((await right(store.load(summary as VersionSummary))).attributes).toEqual({ policies });
    }
  });

  it("answers a plain GET of a deleted parameter with 404, and of a re-created one with its value", async () => {
    const { store, get, keys } = await open();
    await append(store, version(1, 1), deletion(5));
    await expect(get("/app/db")).rejects.toMatchObject({ name: "NoSuchKey" });
    expect(await keys()).toEqual([expect.stringMatching(/^ssmbak\/aside\/app\/db!deletion,/)]);
    await append(store, version(1, 6, { value: "new life" }));
    expect(await (await get("/app/db")).Body?.transformToString()).toBe("new life");
  });

  it("leaves the marker out when a newer state is already there", async () => {
    const { store, get } = await open();
    await append(store, version(4, 1), version(1, 6, { value: "new life" }));
    await append(store, deletion(5));
    expect(await (await get("/app/db")).Body?.transformToString()).toBe("new life");
    expect((await right(store.history(DB))).map(({ _tag }) => _tag)).toEqual(["Version", "Tombstone", "Version"]);
  });

  it("keeps the newest version current when an older one comes late", async () => {
    const { store, get } = await open();
    await append(store, version(2, 2, { value: "newer" }));
    await append(store, version(1, 1, { value: "older" }));
    expect(await (await get("/app/db")).Body?.transformToString()).toBe("newer");
    expect((await right(store.history(DB))).map((record) => (record as VersionSummary).version)).toEqual([1, 2]);
  });

  it("keeps labels that moved aside, without a value, for ever; what goes with the restore window has a tag", async () => {
    const { store, bucket, get, tags, keys } = await open();
    const description = "d".repeat(3_000);
    const first = version(1, 5, { value: "canary", attributes: { description } });
    const relabelled = {
      ...first,
      at: START + 9000,
      labelledAt: START + 9001,
      attributes: { description, labels: ["live"] },
    };
    await append(store, first, relabelled, version(2, 20), deletion(30));
    await append(store, version(1, 3, { value: "late" }));
    const aside = (await keys()).filter((key) => key?.startsWith("ssmbak/aside/") === true);
    const [gone = "", labels = "", late = ""] = aside;
    expect(labels).toBe(`ssmbak/aside/app/db!labels,${START + 9001},${START + 9000},0,${START + 5250},1`);
    expect(await (await get(labels)).Body?.transformToString()).toBe("labels");
    expect(await tags(labels)).toEqual({});
    expect(await tags(gone)).toEqual({ ssmbakExpires: "window" });
    expect(await tags(late)).toMatchObject({ ssmbakExpires: "window", ssmbakType: "String" });
    for (const reader of [store, new S3BackupStore(asS3Calls(s3), { bucket })]) {
      const [told] = await collect(reader.statesAt(everything, START + 19_000));
      const loaded = await right(reader.load((told as E.Right<VersionSummary>).right));
      expect(loaded).toMatchObject({
        version: 1,
        labelledAt: START + 9001,
        attributes: { labels: ["live"], description },
      });
      expect(loaded.value.reveal()).toBe("canary");
    }
  });

  it("fails to load labels whose version has expired, and names the object", async () => {
    const { store, bucket } = await open();
    const first = version(1, 5);
    const relabelled = { ...first, at: START + 9000, labelledAt: START + 9000 };
    await append(store, first, relabelled);
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: "/app/db" }));
    for (const { Key, VersionId } of Versions)
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
    expect(await store.load(relabelled)()).toMatchObject({ left: { _tag: "StoreCorrupt" } });
  });

  it("keeps the labels of a name that leaves no room for a suffix in a key", async () => {
    const { store } = await open();
    const long = `/${"n".repeat(1_010)}`;
    const first = version(1, 5, { name: long });
    const relabelled = { ...first, at: START + 9000, labelledAt: START + 9000 };
    await append(store, first, relabelled);
    expect(await right(store.history(name(long)))).toMatchObject([{ at: START + 5250 }, { labelledAt: START + 9000 }]);
    expect((await right(store.load(relabelled))).value.equals(first.value)).toBe(true);
  });

  it("keeps the deletion of a name that leaves no room for a suffix in a key", async () => {
    const { store } = await open();
    const long = name(`/${"n".repeat(1010)}`);
    const gone = tombstoneOf({ name: long, deletedAt: START + 9_000, at: START + 9_999, rank: 1 });
    await append(store, versionRecordOf({ name: long, version: 1, modifiedAt: START }), gone);
    expect(await right(store.history(long))).toMatchObject([{ _tag: "Version" }, { _tag: "Tombstone" }]);
    const states = await collect(store.statesAt(everything, END));
    expect(states).toMatchObject([{ right: { _tag: "Tombstone", name: long } }]);
  });

  it("encrypts with the KMS key that it is given", async () => {
    const { bucket, get } = await open();
    const store = new S3BackupStore(asS3Calls(s3), { bucket, kmsKeyId: "alias/backup" });
    await append(store, version(1, 1));
    expect(await get("/app/db")).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: "alias/backup" });
  });

  it("refuses a bucket without versioning and says how to switch it on; goes on once it is", async () => {
    const bucket = await freshBucket(s3, false);
    const store = new S3BackupStore(asS3Calls(s3), { bucket });
    const refusal = await store.append({ name: DB, expected: O.none, records: [version(1, 1)] })();
    expect(refusal).toMatchObject({
      left: { _tag: "StoreMisconfigured", message: expect.stringContaining("put-bucket-versioning") },
    });
  });

  it("says that there is no such bucket", async () => {
    const store = new S3BackupStore(asS3Calls(s3), { bucket: "ssmbak-test-nowhere" });
    expect(await store.head(DB)()).toMatchObject({
      left: { _tag: "StoreMisconfigured", message: expect.stringContaining("no bucket") },
    });
    const states = await collect(store.statesAt(everything, END));
    expect(states).toMatchObject([{ left: { _tag: "StoreMisconfigured" } }]);
  });
});

describeWithMoto("a bucket that the Python package wrote", (endpoint) => {
  const s3 = s3At(endpoint);

  const open = async () => {
    const bucket = await freshBucket(s3);
    const put = (key: string, body: string, seconds: number, description?: string) => {
      const tags = new URLSearchParams({ ssmbakTime: String(START / 1000 + seconds), ssmbakType: "SecureString" });
      if (description !== undefined) tags.set("ssmbakDescription", description);
      return s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, Tagging: tags.toString() }));
    };
    const remove = (key: string) => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    return { bucket, put, remove, store: new S3BackupStore(asS3Calls(s3), { bucket }) };
  };

  it("reads versions from tags, with an unknown version number", async () => {
    const { put, store } = await open();
    await put("/app/db", "one", 1, "old words");
    await put("/app/db", "two", 5);
    const history = await right(store.history(DB));
    expect(history).toMatchObject([
      { modifiedAt: START + 1000, version: 0 },
      { modifiedAt: START + 5000, version: 0 },
    ]);
    const first = await right(store.load(history[0] as VersionSummary));
    expect(first).toMatchObject({ type: "SecureString", attributes: { description: "old words" } });
    expect(first.value.reveal()).toBe("one");
    expect(O.isSome(await right(store.head(DB)))).toBe(true);
  });

  it("counts a delete marker without tombstone at its LastModified", async () => {
    const { put, remove, store } = await open();
    await put("/app/db", "one", 1);
    await remove("/app/db");
    const history = await right(store.history(DB));
    expect(history).toMatchObject([{ _tag: "Version" }, { _tag: "Tombstone", cause: "Unknown" }]);
    expect(history[1]?.at).toBeGreaterThan(END);
    expect(O.toNullable(await right(store.head(DB)))?.record._tag).toBe("Tombstone");
  });

  it("never lets such a marker hide what was written after it", async () => {
    const { put, remove, store } = await open();
    await put("/app/db", "one", 1);
    await remove("/app/db");
    await put("/app/db", "new life", 6);
    for await (const state of store.statesAt(everything, END)) {
      expect(state).toMatchObject({ right: { _tag: "Version", modifiedAt: START + 6000 } });
    }
    expect(await right(store.history(DB))).toMatchObject([
      { _tag: "Version" },
      { _tag: "Tombstone" },
      { _tag: "Version" },
    ]);
  });

  it("goes on with exact records", async () => {
    const { put, store } = await open();
    await put("/app/db", "one", 1);
    await append(store, version(7, 9));
    expect(await right(store.history(DB))).toMatchObject([{ version: 0 }, { version: 7 }]);
  });

  it("refuses an object that nobody of the family wrote, and passes over keys that are no parameter's", async () => {
    const { bucket, put, store } = await open();
    await put("/app/db", "one", 1);
    await put("/not a name!", "x", 1);
    const states = await collect(store.statesAt(everything, END));
    expect(states).toHaveLength(1);
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "/app/foreign", Body: "canary-foreign" }));
    const answer = await store.head(name("/app/foreign"))();
    expect(answer).toMatchObject({ left: { _tag: "StoreCorrupt", message: expect.stringContaining("/app/foreign") } });
    expect(JSON.stringify(answer)).not.toContain("canary-foreign");
  });

  it("refuses metadata that can't be read", async () => {
    const { bucket, store } = await open();
    const Metadata = { ssmbak: '{"format":99,"secret":"canary-metadata"}' };
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "/app/db", Body: "x", Metadata }));
    const answer = await store.head(DB)();
    expect(answer).toMatchObject({ left: { _tag: "StoreCorrupt" } });
    expect(JSON.stringify(answer)).not.toContain("canary-metadata");
  });
});

describeWithMoto("what the Python package reads", (endpoint) => {
  const s3 = s3At(endpoint);

  it("finds time, type and state of every version that ssmbak wrote", async () => {
    const Bucket = await freshBucket(s3);
    const store = new S3BackupStore(asS3Calls(s3), { bucket: Bucket });
    await append(store, version(1, 1), version(2, 3, { type: "SecureString" }));
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "/" }));
    const seen = [];
    for (const { Key, VersionId } of Versions) {
      const { TagSet = [] } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key, VersionId }));
      seen.push(Object.fromEntries(TagSet.map((tag) => [tag.Key, tag.Value])));
    }
    expect(seen).toEqual([
      { ssmbakTime: String(START / 1000 + 3), ssmbakType: "SecureString" },
      { ssmbakTime: String(START / 1000 + 1), ssmbakType: "String" },
    ]);
  });
});
