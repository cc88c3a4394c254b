import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { beforeEach, describe, expect, it } from "vitest";
import { S3BackupStore } from "../../src/adapters/aws-s3/s3-backup-store.ts";
import type { S3Calls } from "../../src/adapters/aws-s3/s3-calls.ts";
import type { SsmCalls } from "../../src/adapters/aws-ssm/ssm-calls.ts";
import { SsmParameterSource } from "../../src/adapters/aws-ssm/ssm-parameter-source.ts";
import { processBatch } from "../../src/application/backup/process-batch.ts";
import { everything, type Selection } from "../../src/domain/model/selection.ts";
import { changeEnvelope, name, sqsEvent } from "../../src/testing/builders.ts";
import { useSettings } from "../support/environment.ts";
import { sourceFailures } from "../support/failures.ts";
import { Workshop } from "../support/workshop.ts";
import { campaign } from "./support/campaign.ts";
import { CANARY, expectSilence } from "./support/canary.ts";
import { body, key, metadata, NAMES } from "./support/foreign-objects.ts";
import { askEverything, listenerBesideCauses } from "./support/questions.ts";
import { WildService, wildAnswers, wildDate, wildText } from "./support/wild-answers.ts";
import { edgeNumber } from "./support/wrong-things.ts";

beforeEach(() => useSettings({ SSMBAK_LOG_LEVEL: "debug" }));

const maybe = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined, freq: 8 });

const entries = fc.array(
  fc.record({
    ...{ Key: maybe(key), VersionId: maybe(fc.constantFrom("v1", "v2", "")), IsLatest: maybe(fc.boolean()) },
    LastModified: wildDate,
  }),
  { maxLength: 3 },
);

const object = fc.record({
  ...{ ETag: wildText, VersionId: wildText, Metadata: maybe(metadata) },
  Body: maybe(body.map((bytes) => ({ transformToByteArray: async () => bytes }))),
});

/** Pages that fit together only by chance. */
const bucketAnswers = fc.record({
  GetBucketVersioningCommand: wildAnswers(fc.constant({ Status: "Enabled" })),
  HeadObjectCommand: wildAnswers(object),
  GetObjectCommand: wildAnswers(object),
  GetObjectTaggingCommand: wildAnswers(
    fc.record({ TagSet: maybe(fc.array(fc.record({ Key: wildText, Value: wildText }), { maxLength: 3 })) }),
  ),
  ListObjectVersionsCommand: wildAnswers(
    fc.record({
      ...{ Versions: maybe(entries), DeleteMarkers: maybe(entries), IsTruncated: maybe(fc.boolean()) },
      ...{ NextKeyMarker: maybe(key), NextVersionIdMarker: maybe(fc.constantFrom("v1", "v2")) },
    }),
  ),
  ListObjectsV2Command: wildAnswers(
    fc.record({ Contents: maybe(entries), NextContinuationToken: maybe(fc.constantFrom("1", "2", "")) }),
  ),
  PutObjectCommand: wildAnswers(fc.record({ ETag: wildText })),
  DeleteObjectCommand: wildAnswers(fc.constant({})),
});

const parameters = fc.array(
  fc.record({
    Name: maybe(fc.oneof(fc.constantFrom("/app/a", "top", "/app/b"), wildText)),
    Type: maybe(fc.constantFrom("String", "SecureString", "__proto__", CANARY)),
    Version: maybe(fc.oneof(fc.integer({ min: 1, max: 5 }), edgeNumber)),
    Value: maybe(fc.constant(CANARY)),
    LastModifiedDate: wildDate,
    Labels: maybe(fc.constantFrom([], ["stable"])),
    Policies: maybe(fc.constantFrom([], [{ PolicyText: CANARY }])),
    Description: maybe(fc.constant(CANARY)),
  }),
  { maxLength: 3 },
);

const parameterPages = wildAnswers(
  fc.record({ Parameters: maybe(parameters), NextToken: maybe(fc.constantFrom("1", "2", "")) }),
);

const parameterStoreAnswers = fc.record({
  GetParameterHistoryCommand: parameterPages,
  GetParametersByPathCommand: parameterPages,
  ListTagsForResourceCommand: wildAnswers(
    fc.record({ TagList: maybe(fc.array(fc.record({ Key: wildText, Value: wildText }), { maxLength: 3 })) }),
  ),
});

const SELECTIONS: ReadonlyArray<Selection> = [everything, { _tag: "Key", name: name("/app/a") }];

describe("whatever AWS answers,", () => {
  it("a bucket's facts are told, or why not", () =>
    campaign(bucketAnswers, 40, async (answers) => {
      const service = new WildService(answers);
      // Of the answers' types only those of the fields that are read are kept to.
      const calls = { send: service.send, destroy: service.destroy } as S3Calls;

      await askEverything(new S3BackupStore(calls, { bucket: "bucket" }), NAMES, listenerBesideCauses());

      expect(service.patience.isLost).toBe(false);
    }));

  it("parameters are listed and read, or it is told why not", () =>
    campaign(parameterStoreAnswers, 100, async (answers) => {
      const service = new WildService(answers);
      // As above.
      const source = new SsmParameterSource({ send: service.send, destroy: service.destroy } as SsmCalls);
      const workshop = new Workshop();
      const listen = listenerBesideCauses(sourceFailures("").map(({ _tag }) => _tag));

      for (const asked of NAMES) {
        listen(await source.history(name(asked))());
        listen(await source.tags(name(asked))());
      }
      for (const selection of SELECTIONS) for await (const listed of source.list(selection)) listen(listed);
      const { Records } = sqsEvent(NAMES.map((named) => changeEnvelope({ name: named })));
      const report = await processBatch(workshop.dependencies({ source }))(Records);

      expect(report.outcomes).toHaveLength(NAMES.length);
      expectSilence(report, workshop.logger.lines);
      expect(service.patience.isLost).toBe(false);
      for (const named of NAMES) expect(E.isRight(await workshop.store.facts(name(named))())).toBe(true);
    }));
});
