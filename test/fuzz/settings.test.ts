import { join } from "node:path";
import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { beforeEach, describe, expect, it } from "vitest";
import { InMemoryBackupStore } from "../../src/adapters/memory/in-memory-backup-store.ts";
import { InMemoryParameterStore } from "../../src/adapters/memory/in-memory-parameter-store.ts";
import { compose } from "../../src/composition/compose.ts";
import { readConfiguration } from "../../src/composition/config/configuration.ts";
import type { AwsAdapters } from "../../src/composition/schemes/aws-adapters.ts";
import { backupService } from "../../src/composition/services/backup.ts";
import { isMillis, parseEventTime } from "../../src/domain/model/time.ts";
import { useSettings } from "../support/environment.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { campaign } from "./support/campaign.ts";
import { CANARY, expectSilence } from "./support/canary.ts";
import { scrambled } from "./support/mutations.ts";
import { oddText } from "./support/wrong-things.ts";

beforeEach(() => useSettings());

/** Opens nothing outside: what matters is what the URL says. */
const stillAws: AwsAdapters = {
  s3: async () => ({ openS3BackupStore: () => new InMemoryBackupStore() }),
  ssm: async () => ({ openSsmParameterSource: () => new InMemoryParameterStore() }),
  place: async () => ({ findPlace: () => TE.right({ account: "111122223333", region: "eu-west-1" }) }),
};

/** A password in a URL is a secret like any other. */
const part = fc.oneof(oddText, fc.constantFrom(CANARY, `user:${CANARY}@bucket`, `x?key=${CANARY}`, "my-bucket", "//"));

const query = fc.constantFrom(
  "",
  "?",
  "?pathStyle=true",
  "?pathStyle=maybe",
  `?kmsKeyId=${CANARY}`,
  "?kmsKeyId=",
  "?a=b",
);

const url: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(fc.constantFrom("s3://", "s3:", "S3://", "memory:", "ssm:", "file:", "http://", ""), part, query)
    .map((all) => all.join("")),
  fc.constantFrom("s3://my-bucket?pathStyle=true", "memory:", "ssm:").chain(scrambled),
);

/** Files with odd names, in a folder of the test's own. */
const sqliteUrl: fc.Arbitrary<string> = part
  .filter((text) => !text.includes(".."))
  .map((text) => `sqlite:${join(temporaryFolder(), "folder")}${text}`);

const TAGS = /^(ConfigurationError|Store(Misconfigured|AccessDenied|Unavailable|Corrupt|Unexpected))$/;

describe("whatever the settings say,", () => {
  it("a URL opens a store and a source, or it is told what was expected", () =>
    campaign(fc.tuple(url, url), 300, async ([store, source]) => {
      const opened = await compose(stillAws, backupService)({ store, source })();
      if (E.isRight(opened)) await opened.right.close()();
      else {
        expect(opened.left._tag).toMatch(TAGS);
        expectSilence(opened);
      }
    }));

  it("a file is opened as a store, or it is told why not", () =>
    campaign(sqliteUrl, 25, async (store) => {
      const opened = await compose(stillAws, backupService)({ store, source: "memory:" })();
      if (E.isRight(opened)) expect(E.isRight(await opened.right.close()())).toBe(true);
      else expect(opened.left._tag).toMatch(TAGS);
    }));

  it("the environment is a configuration, or it is told which variable is wrong", () => {
    const variable = fc.constantFrom(
      "SSMBAK_STORE",
      "SSMBAK_BUCKET",
      "SSMBAK_SOURCE",
      "SSMBAK_LOG_LEVEL",
      "SSMBAK_MAX_DELETED",
      "SSMBAK_PLUGINS",
      "AWS_ENDPOINT_URL",
      "__proto__",
    );
    return campaign(fc.dictionary(variable, fc.oneof(part, url), { maxKeys: 5 }), 300, async (environment) => {
      const configuration = readConfiguration({}, environment);
      if (E.isLeft(configuration)) {
        expect(configuration.left).toMatchObject({
          _tag: "ConfigurationError",
          setting: expect.stringMatching(/^(SSMBAK_|AWS_ENDPOINT_URL)/),
        });
        expectSilence(configuration);
      }
    });
  });

  it("a module that should bring stores and can't be loaded is told without what it threw", () =>
    campaign(part, 40, async (module) => {
      useSettings({ SSMBAK_PLUGINS: `data:text/javascript,throw new Error(${JSON.stringify(`${CANARY}${module}`)})` });
      const opened = await compose(stillAws, backupService)({ store: "memory:", source: "memory:" })();
      expect(opened).toMatchObject({ left: { _tag: "ConfigurationError" } });
      expectSilence(opened);
    }));
});

describe("whatever stands for a time,", () => {
  const time = fc.oneof(
    oddText,
    fc.constant("2024-06-08T23:06:33Z").chain(scrambled),
    fc.date().map((date) => String(date)),
  );

  it("an event's time is one that can be stored, or none", () =>
    campaign(time, 500, async (text) => {
      const read = parseEventTime(text);
      expect(read === undefined || isMillis(read)).toBe(true);
    }));
});
