import {
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import * as E from "fp-ts/lib/Either.js";
import type { Option } from "fp-ts/lib/Option.js";
import { S3BackupStore } from "../../src/adapters/aws-s3/s3-backup-store.ts";
import { ManualClock } from "../../src/adapters/memory/manual-clock.ts";
import type { BackupRecord, RecordSummary } from "../../src/domain/model/backup-record.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import type { BackupStore, Head } from "../../src/ports/backup-store.ts";
import { DEFAULT_TIME, name } from "../../src/testing/builders.ts";
import { FakeS3, s3Error } from "../simulation/fake-s3.ts";
import { type S3Answer, S3Answers, type S3Command } from "../simulation/s3-answers.ts";
import { rightOf } from "./workshop.ts";

const NAME = name("/app/db");

const withoutChain = ({ ssmbak = "{}" }: Record<string, string> = {}): Record<string, string> => {
  const { chain: _chain, ...document } = JSON.parse(ssmbak);
  return { ssmbak: JSON.stringify(document) };
};

/** One parameter's objects in a bucket in memory, and those who write and read them. */
export class BucketBench {
  readonly clock = new ManualClock(DEFAULT_TIME);
  readonly #s3 = new FakeS3(this.clock);
  /** The HEADs that {@link store} made. */
  heads = 0;
  readonly store = this.#open((command) => {
    if (command instanceof HeadObjectCommand) this.heads += 1;
    return this.#s3.answer(command);
  });
  /** Reads without knowing of chains: it walks. */
  readonly walking = this.#open((command) => {
    const answer = this.#s3.answer(command);
    if (!(command instanceof HeadObjectCommand) || !("Metadata" in answer)) return answer;
    return answer.Metadata?.["ssmbak"] === undefined ? answer : { ...answer, Metadata: withoutChain(answer.Metadata) };
  });
  /** Writes as it was done before there were chains. */
  readonly older = this.#open((command) => {
    if (command instanceof PutObjectCommand && command.input.Metadata?.["ssmbak"] !== undefined) {
      command.input.Metadata = withoutChain(command.input.Metadata);
    }
    return this.#s3.answer(command);
  });

  #open(answer: (command: S3Command) => S3Answer): BackupStore {
    return new S3BackupStore(new S3Answers(async (command) => answer(command)), { bucket: "bench" });
  }

  /** Dies when it has written so many objects. */
  dyingAfter(writes: number): BackupStore {
    let left = writes;
    return this.#open((command) => {
      if (!(command instanceof PutObjectCommand)) return this.#s3.answer(command);
      if (left === 0) throw s3Error("TimeoutError", 0);
      left -= 1;
      return this.#s3.answer(command);
    });
  }

  head(): Promise<Option<Head>> {
    return rightOf(this.store.head(NAME));
  }

  /** Appends to a head; whether that was still the newest. */
  async append(
    expected: Option<Head>,
    records: ReadonlyArray<BackupRecord>,
    store: BackupStore = this.store,
  ): Promise<boolean> {
    return E.isRight(await store.append({ name: NAME, expected, records })());
  }

  /** Writes a version without any condition, as the Python package does. */
  pythonWrites(value: string, time: Millis): void {
    const Tagging = new URLSearchParams({ ssmbakTime: `${time / 1000}`, ssmbakType: "String" }).toString();
    this.#s3.answer(new PutObjectCommand({ Bucket: "bench", Key: NAME, Body: value, Tagging }));
  }

  pythonDeletes(): void {
    this.#s3.answer(new DeleteObjectCommand({ Bucket: "bench", Key: NAME }));
  }

  /** The version ids of all objects and markers, newest first. */
  written(): ReadonlyArray<string> {
    const answer = this.#s3.answer(new ListObjectVersionsCommand({ Bucket: "bench", Prefix: NAME, MaxKeys: 10_000 }));
    const { Versions = [], DeleteMarkers = [] } = "Versions" in answer || "DeleteMarkers" in answer ? answer : {};
    return [...Versions, ...DeleteMarkers].map(({ VersionId = "" }) => VersionId).sort((a, b) => Number(b) - Number(a));
  }

  /** Removes an object or a marker for good, as a lifecycle rule or a person does. */
  remove(versionId: string | undefined): void {
    if (versionId !== undefined) {
      this.#s3.answer(new DeleteObjectCommand({ Bucket: "bench", Key: NAME, VersionId: versionId }));
    }
  }

  history(): Promise<ReadonlyArray<RecordSummary>> {
    return rightOf(this.store.history(NAME));
  }

  /** The state at an instant. */
  async stateAt(instant: Millis, store: BackupStore = this.store): Promise<RecordSummary | undefined> {
    for await (const state of store.statesAt({ _tag: "Key", name: NAME }, instant)) {
      if (E.isLeft(state)) throw new Error(state.left.message);
      return state.right;
    }
    return undefined;
  }
}
