import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { S3BackupStore } from "../../src/adapters/aws-s3/s3-backup-store.ts";
import { useSettings } from "../support/environment.ts";
import { campaign } from "./support/campaign.ts";
import { ForeignBucket } from "./support/foreign-bucket.ts";
import { foreignObjects, NAMES } from "./support/foreign-objects.ts";
import { askEverything } from "./support/questions.ts";

beforeEach(() => useSettings({ SSMBAK_LOG_LEVEL: "debug" }));

describe("whatever lies in the bucket,", () => {
  it("every question is answered, or fails in a known way", () =>
    campaign(fc.tuple(foreignObjects, fc.integer({ min: 1, max: 4 })), 30, async ([objects, pageSize]) => {
      const bucket = new ForeignBucket(objects, pageSize);

      await askEverything(new S3BackupStore(bucket.calls, { bucket: "bucket" }), NAMES);

      expect(bucket.patience.isLost).toBe(false);
    }));
});
