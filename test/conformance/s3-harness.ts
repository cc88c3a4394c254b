import type { S3Client } from "@aws-sdk/client-s3";
import { S3BackupStore } from "../../src/adapters/aws-s3/s3-backup-store.ts";
import { asS3Calls, type S3Calls } from "../../src/adapters/aws-s3/s3-calls.ts";
import type { StoreHarness } from "../../src/testing/index.ts";
import { freshBucket } from "../support/aws-clients.ts";

/** Small, so that crossing it does not take minutes against an emulator that copies the bucket for each page. */
export const PAGE_SIZE = 100;

type Fault = "before" | "after";

/** The client's calls, of which the next one fails when it is told so, in a way that is not tried again. */
class FaultyCalls {
  readonly #client: S3Client;
  #fault: Fault | undefined;

  constructor(client: S3Client) {
    this.#client = client;
  }

  failNext(fault: Fault): void {
    this.#fault = fault;
  }

  /** Typed as the calls that it stands for; a fault never changes an answer. */
  get calls(): S3Calls {
    const send = async (command: Parameters<S3Client["send"]>[0]): Promise<unknown> => {
      const fault = this.#fault;
      this.#fault = undefined;
      const lost = Object.assign(new Error("the answer was lost"), { name: "TimeoutError" });
      if (fault === "before") throw lost;
      const answer = this.#client.send(command);
      if (fault === undefined) return answer;
      // An answer such as "no such key" is lost, too.
      await answer.catch(() => undefined);
      throw lost;
    };
    return { send, destroy: () => {} } as S3Calls;
  }
}

/** A fresh bucket for one test of the conformance suite. */
export const s3Harness = async (client: S3Client): Promise<StoreHarness> => {
  const bucket = await freshBucket(client);
  const faulty = new FaultyCalls(client);
  const options = { bucket, pageSize: PAGE_SIZE };
  return {
    store: new S3BackupStore(faulty.calls, options),
    reopen: async () => new S3BackupStore(asS3Calls(client), options),
    failNext: (when) => faulty.failNext(when),
    dispose: async () => {},
  };
};
