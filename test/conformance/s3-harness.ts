import type { S3Client } from "@aws-sdk/client-s3";
import { S3BackupStore } from "../../src/adapters/aws-s3/s3-backup-store.ts";
import { asS3Calls } from "../../src/adapters/aws-s3/s3-calls.ts";
import { systemClock } from "../../src/adapters/system/system-clock.ts";
import type { StoreHarness } from "../../src/testing/index.ts";
import { FakeS3 } from "../simulation/fake-s3.ts";
import { answersOf, type S3Answer, S3Answers, type S3Command } from "../simulation/s3-answers.ts";
import { freshBucket } from "../support/aws-clients.ts";

/** Small, so that crossing a page does not take minutes against an emulator that copies the bucket for each page. */
const PAGE_SIZE = 25;

/** More names, and more facts of a name, than a page has. */
export const PAGE_CROSSING: number = PAGE_SIZE + 10;

type Answers = (command: S3Command) => Promise<S3Answer>;

/** Calls, of which the next one fails when it is told so, in a way after which the store does not try again. */
const faulty = (answer: Answers) => {
  let fault: "before" | "after" | undefined;
  const lost = Object.assign(new Error("the answer was lost"), { name: "TimeoutError" });
  const calls = new S3Answers(async (command) => {
    const when = fault;
    fault = undefined;
    if (when === "before") throw lost;
    if (when === undefined) return answer(command);
    // An answer such as "no such key" is lost, too.
    await answer(command).catch(() => undefined);
    throw lost;
  });
  const failNext: StoreHarness["failNext"] = (when) => {
    fault = when;
  };
  return { calls, failNext };
};

const harnessOn = (answer: Answers, bucket: string): StoreHarness => {
  const { calls, failNext } = faulty(answer);
  const options = { bucket, pageSize: PAGE_SIZE };
  return {
    store: new S3BackupStore(calls, options),
    reopen: async () => new S3BackupStore(new S3Answers(answer), options),
    failNext,
    dispose: async () => {},
  };
};

/** A fresh bucket of an emulator for one test of the conformance suite. */
export const s3Harness = async (client: S3Client): Promise<StoreHarness> =>
  harnessOn(answersOf(asS3Calls(client)), await freshBucket(client));

/** A fresh bucket in memory for one test of the conformance suite. */
export const fakeS3Harness = async (): Promise<StoreHarness> => {
  const s3 = new FakeS3(systemClock);
  return harnessOn(async (command) => s3.answer(command), "memory");
};
