import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import type { BucketOptions } from "../../src/adapters/aws-s3/bucket.ts";
import { S3BackupStore } from "../../src/adapters/aws-s3/s3-backup-store.ts";
import { FakeS3, s3Error } from "./fake-s3.ts";
import { type S3Answer, S3Answers, type S3Command } from "./s3-answers.ts";
import type { OpenStore, SimulatedStore } from "./simulated-store.ts";
import type { Refusal } from "./step.ts";

const errorOf = (how: Refusal): Error => {
  switch (how) {
    case "throttled":
      return s3Error("SlowDown", 503);
    case "denied":
      return s3Error("AccessDenied", 403);
    case "timeout-before":
      return s3Error("TimeoutError", 0);
  }
};

/** A delete marker that is written later after its deletion counts as a deletion of its own (docs/stores/s3.md). */
const MARKER_DELAY = 3_600_000;

/**
 * A bucket behind whatever answers the calls: each process waits at the turnstile before every one of the calls.
 *
 * @param suspend Default: versioning stays on. Moto forgets all versions of an object that is written while it is suspended.
 */
export const bucketStore = (
  answer: (command: S3Command) => Promise<S3Answer>,
  options: BucketOptions,
  suspend: SimulatedStore["suspend"] = () => {},
): SimulatedStore => ({
  longestProcess: MARKER_DELAY,
  mark: async (name) => {
    await answer(new DeleteObjectCommand({ Bucket: options.bucket, Key: name }));
  },
  suspend,
  view: new S3BackupStore(new S3Answers(answer), options),
  openFor: (process, turnstile) => {
    const passed = (command: S3Command): Promise<S3Answer> =>
      turnstile.pass(process, {
        port: "store",
        effect: () => answer(command),
        fail: (how) => Promise.reject(errorOf(how)),
      });
    return new S3BackupStore(new S3Answers(passed), options);
  },
  dispose: async () => {},
});

/** So few entries a page that the listing of a burst crosses some. */
const PAGE_SIZE = 20;

/** The S3 store on a bucket in memory. */
export const openS3: OpenStore = async (clock) => {
  const s3 = new FakeS3(clock);
  const options = { bucket: "simulated", pageSize: PAGE_SIZE, clock };
  return bucketStore(
    async (command) => s3.answer(command),
    options,
    (suspended) => {
      s3.versioning = suspended ? "Suspended" : "Enabled";
    },
  );
};
