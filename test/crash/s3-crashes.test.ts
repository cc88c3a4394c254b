import { expect, it } from "vitest";
import { S3BackupStore } from "../../src/adapters/aws-s3/s3-backup-store.ts";
import { asS3Calls } from "../../src/adapters/aws-s3/s3-calls.ts";
import { environmentFor, freshBucket, s3At } from "../support/aws-clients.ts";
import { describeWithMoto } from "../support/with-moto.ts";
import { crash } from "./support/campaign.ts";

const FRESH = Math.floor(Math.random() * 2 ** 30);

describeWithMoto("a handler that is killed while it stores into S3 (moto)", (endpoint) => {
  it.each([FRESH])("loses nothing acknowledged, invents nothing, and ends exact (seed %i)", async (seed) => {
    const client = s3At(endpoint);
    const bucket = await freshBucket(client);

    const killed = await crash({
      ...{ store: { bucket }, open: async () => new S3BackupStore(asS3Calls(client), { bucket }), seed },
      ...{ settings: environmentFor(endpoint), names: 8, kills: 3, longestLife: 250 },
    });

    expect(killed).toBeGreaterThan(1);
  });
});
