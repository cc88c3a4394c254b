import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { S3BackupStore } from "../../src/adapters/aws-s3/s3-backup-store.ts";
import { asS3Calls } from "../../src/adapters/aws-s3/s3-calls.ts";
import { stateAt } from "../../src/domain/history/state.ts";
import { type Fact, timeOf, type VersionSummary } from "../../src/domain/model/fact.ts";
import { everything } from "../../src/domain/model/selection.ts";
import { endOfSecond } from "../../src/domain/model/time.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import { deletionOf, labelChangeOf, name, versionFactOf } from "../../src/testing/index.ts";
import { freshBucket, s3At } from "../support/aws-clients.ts";
import { collect } from "../support/collect.ts";
import { describeWithMoto } from "../support/with-moto.ts";
import { leftOf, rightOf } from "../support/workshop.ts";

const START = Date.UTC(2024, 0, 1, 12);
const END = Date.UTC(2024, 11, 31);
const DB = name("/app/db");

const append = async (store: BackupStore, ...facts: ReadonlyArray<Fact>): Promise<number> => {
  const named = facts[0]?.name ?? DB;
  return rightOf(store.append({ name: named, facts, seen: await rightOf(store.tail(named)) }));
};

const version = (number: number, seconds: number, others: Parameters<typeof versionFactOf>[0] = {}) =>
  versionFactOf({ name: "/app/db", version: number, modifiedAt: START + seconds * 1000 + 250, ...others });

const deletion = (seconds: number) => deletionOf({ name: "/app/db", at: START + seconds * 1000 });

const versionsOf = async (store: BackupStore): Promise<ReadonlyArray<VersionSummary>> =>
  (await rightOf(store.facts(DB)))
    .filter((fact) => fact._tag === "Version")
    .toSorted((a, b) => a.modifiedAt - b.modifiedAt);

const tagsOfFacts = async (store: BackupStore): Promise<ReadonlyArray<string>> =>
  (await rightOf(store.facts(DB))).toSorted((a, b) => timeOf(a) - timeOf(b)).map(({ _tag }) => _tag);

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

  it("is the Python package's: key = name, body = value, tags for time, type and description", async () => {
    const { store, get, tags } = await open();
    await append(
      store,
      version(1, 9, { type: "SecureString", value: "päss\n", attributes: { description: "main db" } }),
    );
    const object = await get("/app/db");
    expect(await object.Body?.transformToString()).toBe("päss\n");
    expect(await tags("/app/db")).toEqual({
      ssmbakTime: String(START / 1000 + 9),
      ssmbakType: "SecureString",
      ssmbakDescription: "main db",
    });
  });

  it("tags a version without a description with its second and its type", async () => {
    const { store, tags } = await open();
    await append(store, version(1, 9));
    expect(await tags("/app/db")).toEqual({ ssmbakTime: String(START / 1000 + 9), ssmbakType: "String" });
  });

  it("stores a description that no tag can hold in full, and reduces it in the tag", async () => {
    const { store, tags } = await open();
    const description = `état <b>of</b> the "db"; 100 % & more\n${"x".repeat(900)}`;
    await append(store, version(1, 1, { attributes: { description } }));
    const tag = (await tags("/app/db"))["ssmbakDescription"] ?? "";
    expect(tag.startsWith("état bof/b the db 100   more")).toBe(true);
    expect([...tag]).toHaveLength(256);
    expect((await rightOf(store.load(version(1, 1)))).attributes.description).toBe(description);
  });

  it("moves attributes of more than 2 KB into one companion object, stored once however often it is needed", async () => {
    const { store, keys } = await open();
    const policies = [{ policyText: "p".repeat(4_000), policyType: "Expiration", policyStatus: "Pending" }];
    await append(store, version(1, 1, { attributes: { policies } }), version(2, 2, { attributes: { policies } }));
    expect((await keys()).filter((key) => key?.startsWith("ssmbak/attributes/"))).toHaveLength(1);
    for (const summary of await versionsOf(store)) {
      expect((await rightOf(store.load(summary))).attributes).toEqual({ policies });
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
    expect(await tagsOfFacts(store)).toEqual(["Version", "Deletion", "Version"]);
  });

  it("leaves the newest version current when an older one comes late", async () => {
    const { store, get } = await open();
    await append(store, version(2, 2, { value: "newer" }));
    await append(store, version(1, 1, { value: "older" }));
    expect(await (await get("/app/db")).Body?.transformToString()).toBe("newer");
    expect((await versionsOf(store)).map(({ version: number }) => number)).toEqual([1, 2]);
  });

  it("stores label changes aside, for good; what goes with the restore window has a tag", async () => {
    const { store, get, tags, keys } = await open();
    const change = labelChangeOf({ name: "/app/db", at: START + 9000, label: "live" });
    const gone = { ...deletion(30), aliveSince: START + 35_000 };
    await append(store, version(1, 5), change, version(2, 20), gone);
    await append(store, version(1, 3, { value: "canary" }));
    const [alive = "", deleted = "", label = "", late = ""] = (await keys()).filter(
      (key) => key?.startsWith("ssmbak/aside/") === true,
    );
    const prefix = "ssmbak/aside/app/db!";
    expect(label).toBe(`${prefix}label,${START / 1000 + 9},${change.eventId},-,1,live`);
    expect(deleted).toBe(`${prefix}deletion,${START / 1000 + 30},Delete,${change.eventId}`);
    expect(alive).toBe(`${prefix}alive,deletion,${START / 1000 + 30},Delete,${change.eventId},${START + 35_000}`);
    expect(late).toBe(`${prefix}version,${START + 3250},1`);
    expect(await tags(label)).toEqual({});
    expect(await tags(alive)).toEqual({ ssmbakExpires: "window" });
    expect(await tags(deleted)).toEqual({ ssmbakExpires: "window" });
    expect(await tags(late)).toMatchObject({ ssmbakExpires: "window", ssmbakType: "String" });
    for (const key of [label, alive, deleted]) {
      expect(JSON.parse((await (await get(key)).Body?.transformToString()) ?? "")).toMatchObject({
        parameter: "/app/db",
      });
    }
  });

  it("fails to load a version that has expired, and names the object", async () => {
    const { store, bucket } = await open();
    await append(store, version(1, 5));
    const [summary] = await versionsOf(store);
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: "/app/db" }));
    for (const { Key, VersionId } of Versions)
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
    const failure = await leftOf(store.load(summary ?? version(1, 5)));
    expect(failure).toMatchObject({ _tag: "StoreCorrupt", message: expect.stringContaining("/app/db") });
  });

  it("stores all facts of a name that leaves no room for a suffix in a key", async () => {
    const { store } = await open();
    const long = name(`/${"n".repeat(1_010)}`);
    const first = version(1, 5, { name: long });
    const facts = [
      first,
      labelChangeOf({ name: long, at: START + 9000 }),
      deletionOf({ name: long, at: START + 20_000 }),
    ];
    await append(store, ...facts);
    const told = await rightOf(store.facts(long));
    expect(told.map(({ _tag }) => _tag).toSorted()).toEqual(["Deletion", "LabelChange", "Version"]);
    expect((await rightOf(store.load(first))).value.equals(first.value)).toBe(true);
    const states = await collect(store.statesAt(everything, END));
    expect(states).toMatchObject([{ right: { _tag: "Deleted", name: long } }]);
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
    expect(await leftOf(store.append({ name: DB, facts: [version(1, 1)] }))).toMatchObject({
      ...{ _tag: "StoreMisconfigured", message: expect.stringContaining("put-bucket-versioning") },
    });
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
    expect(await rightOf(store.append({ name: DB, facts: [version(1, 1)] }))).toBe(1);
  });

  it("refuses a bucket whose versioning was suspended since, as often as it is tried", async () => {
    const { bucket, store } = await open();
    await append(store, version(1, 1));
    const VersioningConfiguration = { Status: "Suspended" } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
    for (const fact of [version(2, 2), version(2, 2), deletion(5)]) {
      expect(await leftOf(store.append({ name: DB, facts: [fact] }))).toMatchObject({ _tag: "StoreMisconfigured" });
    }
  });

  it("says that there is no such bucket", async () => {
    const store = new S3BackupStore(asS3Calls(s3), { bucket: "ssmbak-test-nowhere" });
    expect(await store.tail(DB)()).toMatchObject({
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

  it("reads versions from tags, without a version number", async () => {
    const { put, store } = await open();
    await put("/app/db", "one", 1, "old words");
    await put("/app/db", "two", 5);
    const [first, second] = await versionsOf(store);
    expect([first?.modifiedAt, second?.modifiedAt]).toEqual([START + 1000, START + 5000]);
    if (first === undefined) throw new Error("expected a version");
    expect(first).not.toHaveProperty("version");
    const loaded = await rightOf(store.load(first));
    expect(loaded).toMatchObject({ type: "SecureString", attributes: { description: "old words" } });
    expect(loaded.value.reveal()).toBe("one");
    expect(await rightOf(store.tail(DB))).toMatchObject({ newest: { modifiedAt: START + 5000 }, deletions: [] });
  });

  it("counts a delete marker without a deletion at its LastModified", async () => {
    const { put, remove, store } = await open();
    await put("/app/db", "one", 1);
    await remove("/app/db");
    const [marker] = (await rightOf(store.tail(DB))).deletions;
    expect(marker).toMatchObject({ source: { _tag: "Marker" } });
    expect(marker?.at).toBe(endOfSecond(marker?.at ?? 0));
    expect(marker?.at).toBeGreaterThan(END);
    expect(await tagsOfFacts(store)).toEqual(["Version", "Deletion"]);
  });

  it("tells the states that all facts tell, with delete markers between versions", async () => {
    const { put, remove, store } = await open();
    await put("/app/db", "one", 1);
    await remove("/app/db");
    await put("/app/db", "new life", 6);
    const facts = await rightOf(store.facts(DB));
    for (const instant of [START + 1000, START + 6000, END, ...facts.map(timeOf)]) {
      expect(await collect(store.statesAt(everything, instant))).toEqual([
        { _tag: "Right", right: stateAt(facts, instant) },
      ]);
    }
  });

  it("goes on with exact versions", async () => {
    const { put, store } = await open();
    await put("/app/db", "one", 1);
    await append(store, version(7, 9));
    expect((await versionsOf(store)).map(({ version: number }) => number)).toEqual([undefined, 7]);
  });

  it("refuses an object that nobody of the family wrote, and passes over keys that are no parameter's", async () => {
    const { bucket, put, store } = await open();
    await put("/app/db", "one", 1);
    await put("/not a name!", "x", 1);
    const states = await collect(store.statesAt(everything, END));
    expect(states).toHaveLength(1);
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "/app/foreign", Body: "canary-foreign" }));
    const answer = await store.tail(name("/app/foreign"))();
    expect(answer).toMatchObject({ left: { _tag: "StoreCorrupt", message: expect.stringContaining("/app/foreign") } });
    expect(JSON.stringify(answer)).not.toContain("canary-foreign");
  });

  it("refuses metadata that can't be read", async () => {
    const { bucket, store } = await open();
    const Metadata = { ssmbak: '{"format":99,"secret":"canary-metadata"}' };
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "/app/db", Body: "x", Metadata }));
    const answer = await store.tail(DB)();
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
