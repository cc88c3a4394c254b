import { createHash } from "node:crypto";
import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { startOfSecond } from "../../src/domain/model/time.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { S3Answer, S3Command } from "./s3-answers.ts";

/** A version of an object, or a delete marker: what S3 has of one key, newest first. */
interface Entry {
  readonly key: string;
  readonly versionId: string;
  readonly writtenAt: Date;
  /** Missing for a delete marker. */
  readonly object?: {
    readonly body: string;
    readonly etag: string;
    readonly metadata: Record<string, string>;
    readonly tags: ReadonlyArray<readonly [string, string]>;
  };
}

/** What a look-alike of S3 may lack. Default: nothing. */
export interface FakeS3Options {
  /** Conditions of a write that are not looked at. */
  readonly ignored?: ReadonlyArray<"If-Match" | "If-None-Match">;
}

const OK = { $metadata: { httpStatusCode: 200 } };

/** An error as the SDK's client throws it. */
export const s3Error = (name: string, status: number, headers: Readonly<Record<string, string>> = {}): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status }, $response: { headers } });

/** The body of an object that was read whole, as the SDK's client hands it over. */
export const toBody = (text: string) => {
  const blob = new Blob([text]);
  return Object.assign(blob, {
    transformToByteArray: async () => new TextEncoder().encode(text),
    transformToString: async () => text,
    transformToWebStream: () => blob.stream(),
  });
};

const byKey = <A>([a]: readonly [string, A], [b]: readonly [string, A]): number => (a < b ? -1 : Number(a > b));

/**
 * One versioned bucket in memory, as far as the adapter uses S3: conditional writes, versions and delete markers, tags,
 * listings in pages, and a LastModified in whole seconds. `simulated-s3.test.ts` in `test/integration` compares it with moto.
 */
export class FakeS3 {
  readonly #clock: Clock;
  readonly #ignored: NonNullable<FakeS3Options["ignored"]>;
  readonly #keys = new Map<string, Entry[]>();
  #writes = 0;
  /** The bucket's versioning: while it is suspended, each write replaces the version `null`. */
  versioning: "Enabled" | "Suspended" = "Enabled";

  constructor(clock: Clock, { ignored = [] }: FakeS3Options = {}) {
    this.#clock = clock;
    this.#ignored = ignored;
  }

  /** Answers a call at once, or throws what S3 would answer with. */
  answer(command: S3Command): S3Answer {
    if (command instanceof GetBucketVersioningCommand) return { ...OK, Status: this.versioning };
    if (command instanceof HeadObjectCommand) return this.#head(command);
    if (command instanceof GetObjectCommand) return this.#get(command);
    if (command instanceof GetObjectTaggingCommand) return this.#tags(command);
    if (command instanceof PutObjectCommand) return this.#put(command);
    if (command instanceof DeleteObjectCommand) return this.#delete(command);
    if (command instanceof ListObjectVersionsCommand) return this.#listVersions(command);
    return this.#list(command);
  }

  #find(key: string, versionId: string | undefined): Entry & Required<Pick<Entry, "object">> {
    const entries = this.#keys.get(key) ?? [];
    const entry = versionId === undefined ? entries[0] : entries.find((candidate) => candidate.versionId === versionId);
    if (entry?.object !== undefined) return { ...entry, object: entry.object };
    throw s3Error("NotFound", 404, entry === undefined ? {} : { "x-amz-delete-marker": "true" });
  }

  #head({ input }: HeadObjectCommand): S3Answer {
    const { object, versionId, writtenAt } = this.#find(input.Key ?? "", input.VersionId);
    return { ...OK, ETag: object.etag, Metadata: object.metadata, VersionId: versionId, LastModified: writtenAt };
  }

  #get({ input }: GetObjectCommand): S3Answer {
    const { object, versionId } = this.#find(input.Key ?? "", input.VersionId);
    const { etag, metadata, body } = object;
    return { ...OK, ETag: etag, Metadata: metadata, VersionId: versionId, Body: toBody(body) };
  }

  #tags({ input }: GetObjectTaggingCommand): S3Answer {
    const { tags } = this.#find(input.Key ?? "", input.VersionId).object;
    return { ...OK, TagSet: tags.map(([Key, Value]) => ({ Key, Value })) };
  }

  #put({ input }: PutObjectCommand): S3Answer {
    const { Key = "", Body, Metadata = {}, Tagging = "", IfMatch, IfNoneMatch } = input;
    const current = this.#keys.get(Key)?.[0]?.object;
    const isRefused = IfNoneMatch === "*" && current !== undefined && !this.#ignored.includes("If-None-Match");
    if (isRefused) throw s3Error("PreconditionFailed", 412);
    this.#checkMatch(current?.etag, IfMatch);
    const body = String(Body ?? "");
    const etag = `"${createHash("md5").update(body).digest("hex")}"`;
    const tags = [...new URLSearchParams(Tagging)];
    return { ...OK, ETag: etag, VersionId: this.#add(Key, { body, etag, metadata: Metadata, tags }) };
  }

  #delete({ input: { Key = "", IfMatch, VersionId } }: DeleteObjectCommand): S3Answer {
    if (VersionId !== undefined) {
      const rest = (this.#keys.get(Key) ?? []).filter(({ versionId }) => versionId !== VersionId);
      this.#keys.set(Key, rest);
      return { ...OK, VersionId };
    }
    this.#checkMatch(this.#keys.get(Key)?.[0]?.object?.etag, IfMatch);
    return { ...OK, DeleteMarker: true, VersionId: this.#add(Key, undefined) };
  }

  #checkMatch(etag: string | undefined, wanted: string | undefined): void {
    if (wanted === undefined || wanted === etag || this.#ignored.includes("If-Match")) return;
    throw etag === undefined ? s3Error("NoSuchKey", 404) : s3Error("PreconditionFailed", 412);
  }

  #add(key: string, object: Entry["object"]): string {
    this.#writes += 1;
    const isSuspended = this.versioning === "Suspended";
    const versionId = isSuspended ? "null" : String(this.#writes);
    const writtenAt = new Date(startOfSecond(this.#clock.now()));
    const entry: Entry = { key, versionId, writtenAt, ...(object === undefined ? {} : { object }) };
    const others = (this.#keys.get(key) ?? []).filter((other) => !isSuspended || other.versionId !== versionId);
    this.#keys.set(key, [entry, ...others]);
    return versionId;
  }

  /** Entries of the keys with a prefix, in the order of the keys; deeper levels are left out with a delimiter. */
  #entriesBelow(prefix = "", delimiter: string | undefined): ReadonlyArray<Entry> {
    return [...this.#keys]
      .filter(([key]) => key.startsWith(prefix))
      .filter(([key]) => delimiter === undefined || !key.slice(prefix.length).includes(delimiter))
      .sort(byKey)
      .flatMap(([, entries]) => entries);
  }

  #listVersions({ input }: ListObjectVersionsCommand): S3Answer {
    const { Prefix, Delimiter, MaxKeys = 1_000, KeyMarker, VersionIdMarker } = input;
    const all = this.#entriesBelow(Prefix, Delimiter);
    const last = all.findIndex(({ key, versionId }) => key === KeyMarker && versionId === VersionIdMarker);
    const page = all.slice(last + 1, last + 1 + MaxKeys);
    const end = page.at(-1);
    const toListed = ({ key, versionId, writtenAt }: Entry) => ({
      Key: key,
      VersionId: versionId,
      LastModified: writtenAt,
      IsLatest: this.#keys.get(key)?.[0]?.versionId === versionId,
    });
    return {
      ...OK,
      Versions: page.filter(({ object }) => object !== undefined).map(toListed),
      DeleteMarkers: page.filter(({ object }) => object === undefined).map(toListed),
      ...(end === undefined || last + 1 + MaxKeys >= all.length
        ? { IsTruncated: false }
        : { IsTruncated: true, NextKeyMarker: end.key, NextVersionIdMarker: end.versionId }),
    };
  }

  #list({ input }: ListObjectsV2Command): S3Answer {
    const { Prefix, Delimiter, MaxKeys = 1_000, ContinuationToken } = input;
    const all = this.#entriesBelow(Prefix, Delimiter).filter(
      (entry) => entry.object !== undefined && this.#keys.get(entry.key)?.[0] === entry,
    );
    const from = ContinuationToken === undefined ? 0 : all.findIndex(({ key }) => key > ContinuationToken);
    const page = from < 0 ? [] : all.slice(from, from + MaxKeys);
    const end = page.at(-1);
    const more = from >= 0 && from + MaxKeys < all.length && end !== undefined;
    return {
      ...OK,
      Contents: page.map(({ key, writtenAt }) => ({ Key: key, LastModified: writtenAt })),
      IsTruncated: more,
      ...(more ? { NextContinuationToken: end.key } : {}),
    };
  }
}
