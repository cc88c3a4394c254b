import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { pMapIterable } from "p-map";
import {
  compareRecords,
  type RecordSummary,
  type VersionRecord,
  type VersionSummary,
} from "../../domain/model/backup-record.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { AppendRequest, BackupStore, Head, StoreCapabilities } from "../../ports/backup-store.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { Appender } from "./appender.ts";
import { Bucket, type BucketOptions } from "./bucket.ts";
import { newestDeletion } from "./delete-marker.ts";
import { fromRevision, toRevision } from "./head-revision.ts";
import { KeyReader } from "./key-reader.ts";
import { listAside, listKey, listSelection } from "./listing.ts";
import type { S3Calls } from "./s3-calls.ts";
import { toStoreError } from "./to-store-error.ts";

/** Names that are read at once by {@link S3BackupStore.statesAt}. */
const CONCURRENT_NAMES = 16;

/**
 * A versioned S3 bucket as a {@link BackupStore}, in the layout of the Python package made exact
 * (docs/stores/s3.md): key = name, body = value, the rest in tags and metadata.
 */
export class S3BackupStore implements BackupStore {
  readonly capabilities: StoreCapabilities = { durable: true };
  readonly #bucket: Bucket;
  readonly #reader: KeyReader;
  readonly #appender: Appender;

  /** @param s3 A client that lives as long as this; its retry settings are those that count. */
  constructor(s3: S3Calls, options: BucketOptions) {
    this.#bucket = new Bucket(s3, options);
    this.#reader = new KeyReader(this.#bucket);
    this.#appender = new Appender(this.#bucket, this.#reader);
  }

  append({ expected, records, name }: AppendRequest): TE.TaskEither<StoreError, number> {
    const onto = pipe(
      expected,
      O.map(({ record, revision }) => ({ record, ...fromRevision(revision) })),
      O.toUndefined,
    );
    return this.#attempt(() => this.#appender.append(name, [...records].sort(compareRecords), onto));
  }

  head(name: ParameterName): TE.TaskEither<StoreError, O.Option<Head>> {
    return this.#attempt(async () => {
      const current = await this.#bucket.current(name);
      if (current._tag === "Nothing") return O.none;
      if (current._tag === "Object") {
        const { record, chain } = await this.#reader.newestWith(name, current.head);
        return O.some({ record, revision: toRevision({ etag: current.head.etag, chain }) });
      }
      const newest: RecordSummary | undefined =
        newestDeletion(await listAside(this.#bucket, name)) ??
        (await this.#reader.newestUnlabelled(await listKey(this.#bucket, name), Number.MAX_SAFE_INTEGER));
      return newest === undefined ? O.none : O.some({ record: newest, revision: toRevision({}) });
    });
  }

  history(name: ParameterName): TE.TaskEither<StoreError, ReadonlyArray<RecordSummary>> {
    return this.#attempt(async () => this.#reader.history(await listKey(this.#bucket, name)));
  }

  async *statesAt(
    selection: Selection,
    instant: Millis,
    isRead: (name: ParameterName) => boolean = () => true,
  ): AsyncGenerator<E.Either<StoreError, RecordSummary>> {
    try {
      await this.#bucket.checkVersioning();
      const states = pMapIterable(
        listSelection(this.#bucket, selection),
        (listing) => (isRead(listing.name) ? this.#reader.newestAt(listing, instant) : undefined),
        { concurrency: CONCURRENT_NAMES },
      );
      for await (const state of states) if (state !== undefined) yield E.right(state);
    } catch (error) {
      yield E.left(toStoreError(this.#bucket.name)(error));
    }
  }

  load(version: VersionSummary): TE.TaskEither<StoreError, VersionRecord> {
    return this.#attempt(() => this.#reader.load(version));
  }

  close(): TE.TaskEither<StoreError, void> {
    return TE.fromIO(() => this.#bucket.close());
  }

  #attempt<A>(action: () => Promise<A>): TE.TaskEither<StoreError, A> {
    return TE.tryCatch(async () => {
      await this.#bucket.checkVersioning();
      return action();
    }, toStoreError(this.#bucket.name));
  }
}
