import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import * as E from "fp-ts/lib/Either.js";
import { S3BackupStore } from "../../src/adapters/aws-s3/s3-backup-store.ts";
import { ManualClock } from "../../src/adapters/memory/manual-clock.ts";
import type { State } from "../../src/domain/history/state.ts";
import type { Fact, FactSummary } from "../../src/domain/model/fact.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import type { AppendRequest, BackupStore, Tail } from "../../src/ports/backup-store.ts";
import { DEFAULT_TIME, name } from "../../src/testing/builders.ts";
import { FakeS3, type FakeS3Options, s3Error } from "../simulation/fake-s3.ts";
import { type S3Answer, S3Answers, type S3Command } from "../simulation/s3-answers.ts";
import { rightOf } from "./workshop.ts";

/** The parameter whose objects are looked at. */
export const NAME = name("/app/db");

const withoutChain = ({ ssmbak = "{}" }: Record<string, string> = {}): Record<string, string> => {
  const { chain: _chain, ...document } = JSON.parse(ssmbak);
  return { ssmbak: JSON.stringify(document) };
};

/** One parameter's objects in a bucket in memory, and those who write and read the objects. */
export class BucketBench {
  readonly clock = new ManualClock(DEFAULT_TIME);
  readonly s3: FakeS3;
  /** The calls of {@link store} since they were last taken, as `HeadObject`. */
  #calls: string[] = [];
  readonly store: BackupStore;
  /** Reads without knowing of chains: it walks. */
  readonly walking: BackupStore;
  /** Writes as it was done before there were chains. */
  readonly older: BackupStore;

  constructor(options: FakeS3Options = {}) {
    this.s3 = new FakeS3(this.clock, options);
    this.store = this.open((command) => {
      this.#calls.push(command.constructor.name.replace("Command", ""));
      return this.s3.answer(command);
    });
    this.walking = this.open((command) => {
      const answer = this.s3.answer(command);
      if (!(command instanceof HeadObjectCommand) || !("Metadata" in answer)) return answer;
      return answer.Metadata?.["ssmbak"] === undefined
        ? answer
        : { ...answer, Metadata: withoutChain(answer.Metadata) };
    });
    this.older = this.open((command) => {
      if (command instanceof PutObjectCommand && command.input.Metadata?.["ssmbak"] !== undefined) {
        command.input.Metadata = withoutChain(command.input.Metadata);
      }
      return this.s3.answer(command);
    });
  }

  /** A store of its own on the bucket, which may be told something else than the bucket answers. */
  open(
    answer: (command: S3Command) => S3Answer | Promise<S3Answer> = (command) => this.s3.answer(command),
  ): BackupStore {
    return new S3BackupStore(new S3Answers(async (command) => answer(command)), { bucket: "bench", clock: this.clock });
  }

  /** The calls of {@link store} since this was last asked, but for the check of the bucket's versioning. */
  takeCalls(): ReadonlyArray<string> {
    const calls = this.#calls.filter((call) => call !== "GetBucketVersioning");
    this.#calls = [];
    return calls;
  }

  /** Dies when it has written so many objects. */
  dyingAfter(writes: number): BackupStore {
    let left = writes;
    return this.open((command) => {
      if (!(command instanceof PutObjectCommand)) return this.s3.answer(command);
      if (left === 0) throw s3Error("TimeoutError", 0);
      left -= 1;
      return this.s3.answer(command);
    });
  }

  tail(store: BackupStore = this.store): Promise<Tail> {
    return rightOf(store.tail(NAME));
  }

  facts(store: BackupStore = this.store): Promise<ReadonlyArray<FactSummary>> {
    return rightOf(store.facts(NAME));
  }

  /** Appends facts, and answers how many were new. */
  add(facts: ReadonlyArray<Fact>, others: Partial<AppendRequest> = {}, store = this.store): Promise<number> {
    return rightOf(store.append({ name: NAME, facts, ...others }));
  }

  /** Writes a version without any condition, as the Python package does. */
  pythonWrites(value: string, time: Millis): void {
    const Tagging = new URLSearchParams({ ssmbakTime: `${time / 1000}`, ssmbakType: "String" }).toString();
    this.s3.answer(new PutObjectCommand({ Bucket: "bench", Key: NAME, Body: value, Tagging }));
  }

  /** Puts a delete marker onto the parameter's object, as the Python package and lifecycle rules do. */
  pythonDeletes(): void {
    this.s3.answer(new DeleteObjectCommand({ Bucket: "bench", Key: NAME }));
  }

  /** What a plain GET of the parameter's key answers; `undefined` for 404. */
  async plainGet(): Promise<string | undefined> {
    try {
      const answer = this.s3.answer(new GetObjectCommand({ Bucket: "bench", Key: NAME }));
      return "Body" in answer ? await answer.Body?.transformToString() : undefined;
    } catch {
      return undefined;
    }
  }

  /** The keys of all current objects. */
  keys(): ReadonlyArray<string> {
    const answer = this.s3.answer(new ListObjectsV2Command({ Bucket: "bench" }));
    return "Contents" in answer ? (answer.Contents ?? []).map(({ Key = "" }) => Key) : [];
  }

  /** The version ids of all objects and markers, newest first. */
  written(): ReadonlyArray<string> {
    const answer = this.s3.answer(new ListObjectVersionsCommand({ Bucket: "bench", Prefix: NAME, MaxKeys: 10_000 }));
    const { Versions = [], DeleteMarkers = [] } = "Versions" in answer || "DeleteMarkers" in answer ? answer : {};
    return [...Versions, ...DeleteMarkers].map(({ VersionId = "" }) => VersionId).sort((a, b) => Number(b) - Number(a));
  }

  /** Removes an object or a marker for good, as a lifecycle rule or a person does. */
  remove(versionId: string | undefined): void {
    if (versionId !== undefined) {
      this.s3.answer(new DeleteObjectCommand({ Bucket: "bench", Key: NAME, VersionId: versionId }));
    }
  }

  /** The state at an instant. */
  async stateAt(instant: Millis, store: BackupStore = this.store): Promise<State | undefined> {
    for await (const state of store.statesAt({ _tag: "Key", name: NAME }, instant)) {
      if (E.isLeft(state)) throw new Error(state.left.message);
      return state.right;
    }
    return undefined;
  }
}
