import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { pMapIterable } from "p-map";
import { addFacts } from "../../domain/history/fact-set.ts";
import type { State } from "../../domain/history/state.ts";
import { compareForWriting, type FactSummary, type VersionFact, type VersionSummary } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { AppendRequest, BackupStore, Span, StoreCapabilities, Tail } from "../../ports/backup-store.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { Bucket, type BucketOptions } from "./bucket.ts";
import { factsIn, factsWithin, stateIn } from "./facts-of-name.ts";
import { type KeyListing, listKey, listSelection } from "./listing.ts";
import { loadVersion } from "./load-version.ts";
import { NameWriter } from "./name-writer.ts";
import { ObjectWriter } from "./object-writer.ts";
import { Owner } from "./owner.ts";
import type { S3Calls } from "./s3-calls.ts";
import { fromTail, readStanding, toTail } from "./standing.ts";
import { toStoreError } from "./to-store-error.ts";
import { VersionReader } from "./version-reader.ts";

/** How many names {@link S3BackupStore.statesAt} and {@link S3BackupStore.factsWithin} read at once. */
const CONCURRENT_NAMES = 16;

/**
 * A versioned S3 bucket as a {@link BackupStore}, in the layout of the Python package made exact (docs/stores/s3.md):
 * key = name, body = value, the rest in tags and metadata; deletions, label changes and late versions aside.
 */
export class S3BackupStore implements BackupStore {
  readonly capabilities: StoreCapabilities = { durable: true };
  readonly #bucket: Bucket;
  readonly #reader: VersionReader;
  readonly #writer: ObjectWriter;
  readonly #owner: Owner;

  /** @param s3 A client for this store alone: `close` destroys the client. The client's retry settings hold. */
  constructor(s3: S3Calls, options: BucketOptions) {
    this.#bucket = new Bucket(s3, options);
    this.#reader = new VersionReader(this.#bucket);
    this.#writer = new ObjectWriter(this.#bucket);
    this.#owner = new Owner(this.#bucket);
  }

  append(request: AppendRequest): TE.TaskEither<StoreError, number> {
    return this.#attempt(() => this.#append(request));
  }

  tail(name: ParameterName): TE.TaskEither<StoreError, Tail> {
    return this.#attempt(async () => toTail(await readStanding(this.#bucket, this.#reader, name)));
  }

  facts(name: ParameterName): TE.TaskEither<StoreError, ReadonlyArray<FactSummary>> {
    return this.#attempt(async () => factsIn(await listKey(this.#bucket, name), this.#reader));
  }

  async *statesAt(
    selection: Selection,
    instant: Millis,
    isRead: (name: ParameterName) => boolean = () => true,
  ): AsyncGenerator<E.Either<StoreError, State>> {
    const read = (listing: KeyListing) =>
      isRead(listing.name) ? stateIn(listing, this.#reader, instant) : Promise.resolve(undefined);
    for await (const state of this.#stream(selection, read)) {
      if (E.isLeft(state)) yield state;
      else if (state.right !== undefined) yield E.right(state.right);
    }
  }

  async *factsWithin(selection: Selection, span: Span): AsyncGenerator<E.Either<StoreError, FactSummary>> {
    for await (const facts of this.#stream(selection, (listing) => factsWithin(listing, this.#reader, span))) {
      if (E.isLeft(facts)) yield facts;
      else for (const fact of facts.right) yield E.right(fact);
    }
  }

  load(version: VersionSummary): TE.TaskEither<StoreError, VersionFact> {
    return this.#attempt(() => loadVersion(this.#bucket, version));
  }

  close(): TE.TaskEither<StoreError, void> {
    return TE.fromIO(() => this.#bucket.close());
  }

  async #append({ name, facts, owner, seen }: AppendRequest): Promise<number> {
    const distinct = [...addFacts(new Map(), facts).all.values()].sort(compareForWriting);
    const tools = { bucket: this.#bucket, reader: this.#reader, writer: this.#writer };
    const writer = new NameWriter(name, tools, fromTail(seen));
    await Promise.all([owner === undefined ? undefined : this.#owner.check(owner), writer.prepare(distinct)]);
    let added = 0;
    for (const fact of distinct) if (await writer.add(fact)) added += 1;
    await writer.finish();
    return added;
  }

  /** Reads every name of a selection, in the order of the names. A failure ends the stream. */
  async *#stream<A>(
    selection: Selection,
    read: (listing: KeyListing) => Promise<A>,
  ): AsyncGenerator<E.Either<StoreError, A>> {
    try {
      await this.#bucket.checkVersioning();
      const answers = pMapIterable(listSelection(this.#bucket, selection), read, { concurrency: CONCURRENT_NAMES });
      for await (const answer of answers) yield E.right(answer);
    } catch (error) {
      yield E.left(toStoreError(this.#bucket.name)(error));
    }
  }

  #attempt<A>(action: () => Promise<A>): TE.TaskEither<StoreError, A> {
    return TE.tryCatch(async () => {
      await this.#bucket.checkVersioning();
      return action();
    }, toStoreError(this.#bucket.name));
  }
}
