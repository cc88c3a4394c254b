import { describe, it } from "vitest";
import { backupStoreConformance } from "../../src/testing/index.ts";
import { s3At, withMarkersForAnyKey } from "../support/aws-clients.ts";
import { describeWithMoto } from "../support/with-moto.ts";
import { PAGE_CROSSING, s3Harness } from "./s3-harness.ts";

describeWithMoto("S3 (moto)", (endpoint) => {
  const client = withMarkersForAnyKey(s3At(endpoint));

  backupStoreConformance({ describe, it }, () => s3Harness(client), { pageCrossing: PAGE_CROSSING });
});
