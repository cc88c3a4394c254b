import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import type { Millis } from "../../domain/model/time.ts";
import type { Clock } from "../../ports/clock.ts";
import { type StoreError, storeCorrupt, storeMisconfigured, storeUnexpected } from "../../ports/store-error.ts";
import { PageMarkers } from "../aws-common/page-markers.ts";
import { fromLastModified } from "./last-modified.ts";
import type { S3Calls } from "./s3-calls.ts";
import {
  ABSENT,
  type Current,
  isVersionId,
  type Location,
  type NewObject,
  NULL_VERSION,
  type ObjectHead,
  type WrittenObject,
} from "./s3-object.ts";
import type { Tags } from "./tags.ts";
import { isConflict, isDeleteMarker, isNotFound, StoreFailure } from "./to-store-error.ts";

/** S3 lists at most 1,000 entries at once (API reference of ListObjectVersions). */
const LARGEST_PAGE = 1_000;

/** A bucket, and settings for its use. */
export interface BucketOptions {
  readonly bucket: string;
  /** KMS key (id, ARN or alias) to encrypt with; default: the bucket's own encryption. */
  readonly kmsKeyId?: string;
  /** How many entries a listing asks for at once. Default: 1,000, the most that S3 gives. */
  readonly pageSize?: number;
  /** Tells the time; default: the system's clock. */
  readonly clock?: Clock;
}

const at = ({ key, versionId }: Location) => ({
  Key: key,
  ...(versionId === undefined ? {} : { VersionId: versionId }),
});

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const toText = (key: string, bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new StoreFailure(storeCorrupt(`object "${key}" holds no text: it was not written by ssmbak`));
  }
};

const withoutVersioning = (bucket: string): StoreError =>
  storeMisconfigured(
    `bucket "${bucket}" has no versioning, so history would be lost: switch it on ` +
      `(aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled)`,
  );

/**
 * One bucket: the S3 calls in the terms of this adapter. Methods throw exceptions of the SDK, or a `StoreFailure`. Before
 * the first call the bucket's versioning is checked, once: without versioning, S3 would lose versions silently.
 */
export class Bucket {
  readonly name: string;
  readonly #s3: S3Calls;
  readonly #kmsKeyId: string | undefined;
  readonly #pageSize: number;
  readonly #clock: Clock;
  #checked: Promise<void> | undefined;

  constructor(s3: S3Calls, { bucket, kmsKeyId, pageSize, clock }: BucketOptions) {
    this.#s3 = s3;
    this.name = bucket;
    this.#kmsKeyId = kmsKeyId;
    this.#pageSize = pageSize ?? LARGEST_PAGE;
    this.#clock = clock ?? { now: () => Date.now() };
  }

  now(): Millis {
    return this.#clock.now();
  }

  /** Fails with `StoreMisconfigured` unless versioning is on. A failed check is made again by the next call. */
  async checkVersioning(): Promise<void> {
    this.#checked ??= this.#check().catch((error: unknown) => {
      this.#checked = undefined;
      throw error;
    });
    return this.#checked;
  }

  async #check(): Promise<void> {
    const { Status } = await this.#s3.send(new GetBucketVersioningCommand({ Bucket: this.name }));
    if (Status === "Enabled") return;
    throw new StoreFailure(withoutVersioning(this.name));
  }

  async head(location: Location): Promise<ObjectHead> {
    const answer = await this.#s3.send(new HeadObjectCommand({ Bucket: this.name, ...at(location) }));
    const versionId = answer.VersionId ?? location.versionId;
    return {
      location: { key: location.key, ...(versionId === undefined ? {} : { versionId }) },
      etag: answer.ETag ?? "",
      metadata: answer.Metadata ?? {},
    };
  }

  async current(key: string): Promise<Current> {
    try {
      return { _tag: "Object", head: await this.head({ key }) };
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return { _tag: isDeleteMarker(error) ? "DeleteMarker" : "Nothing" };
    }
  }

  /** Body (UTF-8, byte for byte) and metadata in one call. */
  async get(location: Location): Promise<ObjectHead & { readonly body: string }> {
    const answer = await this.#s3.send(new GetObjectCommand({ Bucket: this.name, ...at(location) }));
    if (answer.Body === undefined) throw new StoreFailure(storeUnexpected("S3 answered without the object's body"));
    const body = toText(location.key, await answer.Body.transformToByteArray());
    return { location, etag: answer.ETag ?? "", metadata: answer.Metadata ?? {}, body };
  }

  async tags(location: Location): Promise<Tags> {
    const answer = await this.#s3.send(new GetObjectTaggingCommand({ Bucket: this.name, ...at(location) }));
    return new Map(answer.TagSet?.map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
  }

  /** Writes an object, and answers `undefined` when `onlyIf` does not hold. Fails when versioning turns out suspended. */
  async put({ key, body, contentType, metadata, tagging, onlyIf }: NewObject): Promise<WrittenObject | undefined> {
    const answer = await this.#unlessRefused(
      this.#s3.send(
        new PutObjectCommand({
          Bucket: this.name,
          Key: key,
          Body: body,
          ContentType: contentType,
          ...(metadata === undefined ? {} : { Metadata: { ...metadata } }),
          ...(tagging === undefined ? {} : { Tagging: tagging }),
          ...(onlyIf === ABSENT ? { IfNoneMatch: "*" } : { IfMatch: onlyIf }),
          ...(this.#kmsKeyId === undefined ? {} : { ServerSideEncryption: "aws:kms", SSEKMSKeyId: this.#kmsKeyId }),
        }),
      ),
    );
    return answer === undefined ? undefined : { etag: answer.ETag ?? "", versionId: answer.VersionId };
  }

  /** Writes a delete marker if the current object has the ETag `onlyIf`, and answers whether the object had the ETag. */
  async mark(key: string, onlyIf: string): Promise<boolean> {
    const command = new DeleteObjectCommand({ Bucket: this.name, Key: key, IfMatch: onlyIf });
    return (await this.#unlessRefused(this.#s3.send(command))) !== undefined;
  }

  /** `undefined` when the condition of a write does not hold. */
  async #unlessRefused<A extends { readonly VersionId?: string | undefined }>(
    writing: Promise<A>,
  ): Promise<A | undefined> {
    const answer = await writing.catch((error: unknown) => {
      // If-Match where no object is current any more answers NoSuchKey, not 412.
      if (isConflict(error) || isNotFound(error)) return undefined;
      throw error;
    });
    if (answer !== undefined && !isVersionId(answer.VersionId)) await this.#doubt(answer.VersionId);
    return answer;
  }

  /**
   * A write got no version id, so versioning may be suspended. This call and all later calls check versioning again, until
   * versioning is on. Some look-alikes of S3 leave ids out although versioning is on.
   */
  async #doubt(versionId: string | undefined): Promise<void> {
    this.#checked = undefined;
    await this.checkVersioning();
    if (versionId === NULL_VERSION) throw new StoreFailure(withoutVersioning(this.name));
  }

  /** Pages of the versions and delete markers of all keys with a prefix; `delimiter` leaves out deeper levels. */
  async *versionPages(prefix: string, delimiter?: string): AsyncGenerator<ListObjectVersionsCommandOutput> {
    const markers = new PageMarkers();
    let page: ListObjectVersionsCommandOutput | undefined;
    do {
      page = await this.#s3.send(
        new ListObjectVersionsCommand({
          Bucket: this.name,
          Prefix: prefix,
          Delimiter: delimiter,
          MaxKeys: this.#pageSize,
          KeyMarker: page?.NextKeyMarker,
          VersionIdMarker: page?.NextVersionIdMarker,
        }),
      );
      yield page;
      if (page.IsTruncated === true) markers.follow(page.NextKeyMarker, page.NextVersionIdMarker);
    } while (page.IsTruncated === true);
  }

  /** Current objects with a prefix, in the order of their keys: key and time of writing in milliseconds. */
  async *objects(
    prefix: string,
    delimiter?: string,
  ): AsyncGenerator<{ readonly key: string; readonly writtenAt: number }> {
    const tokens = new PageMarkers();
    let token: string | undefined;
    do {
      const page = await this.#s3.send(
        new ListObjectsV2Command({
          Bucket: this.name,
          Prefix: prefix,
          Delimiter: delimiter,
          MaxKeys: this.#pageSize,
          ContinuationToken: token,
        }),
      );
      for (const { Key, LastModified } of page.Contents ?? []) {
        if (Key !== undefined) yield { key: Key, writtenAt: fromLastModified(LastModified) };
      }
      token = page.NextContinuationToken;
      if (token !== undefined) tokens.follow(token);
    } while (token !== undefined);
  }

  close(): void {
    this.#s3.destroy();
  }
}
