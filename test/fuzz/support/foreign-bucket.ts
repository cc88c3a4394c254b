import {
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
} from "@aws-sdk/client-s3";
import type { S3Calls } from "../../../src/adapters/aws-s3/s3-calls.ts";
import { Patience } from "./patience.ts";

/** One version of an object that somebody else may have written. */
export interface ForeignObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly lastModified: Date | undefined;
  readonly isMarker: boolean;
}

const notFound = (): Error =>
  Object.assign(new Error("not found"), { name: "NoSuchKey", $metadata: { httpStatusCode: 404 } });

const bodyOf = ({ body }: ForeignObject) => ({ transformToByteArray: async () => body });

/** A bucket in which foreign objects lie, listed as S3 lists them: by key, then newest first, in pages. */
export class ForeignBucket {
  readonly patience = new Patience();
  readonly #objects: ReadonlyArray<ForeignObject & { readonly versionId: string; readonly isLatest: boolean }>;
  readonly #pageSize: number;

  constructor(objects: ReadonlyArray<ForeignObject>, pageSize: number) {
    this.#pageSize = pageSize;
    const sorted = objects.toSorted((a, b) => Number(a.key > b.key) - Number(a.key < b.key));
    this.#objects = sorted.map((object, index) => ({
      ...object,
      versionId: `v${index}`,
      isLatest: sorted[index - 1]?.key !== object.key,
    }));
  }

  /** The calls that this bucket answers; the SDK's own types have fields that nobody reads. */
  get calls(): S3Calls {
    const send = async (command: unknown): Promise<unknown> => {
      this.patience.spend();
      return this.#answer(command);
    };
    return { send, destroy: () => {} } as S3Calls;
  }

  #answer(command: unknown): unknown {
    if (command instanceof GetBucketVersioningCommand) return { Status: "Enabled" };
    if (command instanceof ListObjectVersionsCommand) return this.#versions(command);
    if (command instanceof ListObjectsV2Command) return this.#current(command);
    if (command instanceof HeadObjectCommand || command instanceof GetObjectCommand) {
      const found = this.#find(command.input);
      return { ETag: "tag", VersionId: found.versionId, Metadata: found.metadata, Body: bodyOf(found) };
    }
    if (command instanceof GetObjectTaggingCommand) {
      const { tags } = this.#find(command.input);
      return { TagSet: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    }
    return { ETag: "written" };
  }

  #find({ Key, VersionId }: { readonly Key?: string | undefined; readonly VersionId?: string | undefined }) {
    const found = this.#objects.find(
      ({ key, versionId, isLatest }) => key === Key && (VersionId === undefined ? isLatest : versionId === VersionId),
    );
    if (found === undefined || found.isMarker) throw notFound();
    return found;
  }

  #page(prefix: string | undefined, from: number) {
    const matching = this.#objects.filter(({ key }) => key.startsWith(prefix ?? ""));
    const entries = matching.slice(from, from + this.#pageSize);
    return { entries, next: from + this.#pageSize, isTruncated: matching.length > from + this.#pageSize };
  }

  #versions({ input: { Prefix, VersionIdMarker } }: ListObjectVersionsCommand): unknown {
    const { entries, next, isTruncated } = this.#page(Prefix, Number(VersionIdMarker ?? 0));
    const listed = entries.map(({ key, versionId, lastModified, isLatest, isMarker }) => ({
      ...{ Key: key, VersionId: versionId, LastModified: lastModified, IsLatest: isLatest },
      isMarker,
    }));
    return {
      Versions: listed.filter(({ isMarker }) => !isMarker),
      DeleteMarkers: listed.filter(({ isMarker }) => isMarker),
      IsTruncated: isTruncated,
      ...(isTruncated ? { NextKeyMarker: entries.at(-1)?.key, NextVersionIdMarker: String(next) } : {}),
    };
  }

  #current({ input: { Prefix, ContinuationToken } }: ListObjectsV2Command): unknown {
    const { entries, next, isTruncated } = this.#page(Prefix, Number(ContinuationToken ?? 0));
    return {
      Contents: entries.flatMap(({ key, lastModified, isLatest, isMarker }) =>
        isLatest && !isMarker ? [{ Key: key, LastModified: lastModified }] : [],
      ),
      ...(isTruncated ? { NextContinuationToken: String(next) } : {}),
    };
  }
}
