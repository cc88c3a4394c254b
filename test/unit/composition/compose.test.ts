import * as TE from "fp-ts/lib/TaskEither.js";
import { beforeEach, describe, expect, it } from "vitest";
import { RecordingLogger } from "../../../src/adapters/memory/recording-logger.ts";
import { compose } from "../../../src/composition/compose.ts";
import type { LogLevel } from "../../../src/composition/config/configuration.ts";
import { configurationError } from "../../../src/composition/config/configuration-error.ts";
import { awsOnDemand } from "../../../src/composition/schemes/aws-on-demand.ts";
import type { CompositionError, SourceScheme, StoreScheme } from "../../../src/composition/schemes/scheme.ts";
import { backupService } from "../../../src/composition/services/backup.ts";
import { queryService } from "../../../src/composition/services/query.ts";
import type { Extensions, Settings } from "../../../src/composition/settings.ts";
import { name, sqsEvent } from "../../../src/testing/builders.ts";
import { useSettings } from "../../support/environment.ts";
import { storeFailures } from "../../support/failures.ts";
import { decoded, leftOf, rightOf, sourceLike, storeLike, Workshop } from "../../support/workshop.ts";
import { allServices } from "./all-services.ts";

const IN_MEMORY = { store: "memory:", source: "memory:" } as const;

beforeEach(() => useSettings());

const composed = (settings: Settings = {}) => rightOf(compose(awsOnDemand, allServices)({ ...IN_MEMORY, ...settings }));

const failureOf = (settings: Settings = {}) => leftOf(compose(awsOnDemand, allServices)({ ...IN_MEMORY, ...settings }));

const memoryStore = (open: StoreScheme["open"]): Extensions => ({
  stores: [{ scheme: "memory", form: "memory:", open }],
});

const memorySource = (open: SourceScheme["open"]): Extensions => ({
  sources: [{ scheme: "memory", form: "memory:", open }],
});

describe("the service", () => {
  it("has its use cases wired to the same store, source, clock and logger", async () => {
    const workshop = new Workshop();
    const logger = new RecordingLogger();
    const ssmbak = await composed({
      ...workshop.schemes(),
      logger,
      clock: { now: () => workshop.clock.now() + 5_000 },
    });
    const event = workshop.put("/a");

    await ssmbak.processBatch(sqsEvent([event]).Records);
    const report = await rightOf(ssmbak.backUpEvent(decoded(event)));
    const history = await rightOf(ssmbak.readHistory(name("/a"), false));

    expect(report.appended).toBe(0);
    expect(history).toMatchObject([{ operation: "Create", fact: { version: 1 } }]);
    expect(logger.lines).toMatchObject([{ message: "stored", fields: { lagMs: 5_000 } }]);
  });

  it("comes with a store and a source in memory, empty at first", async () => {
    const ssmbak = await composed({ logger: new RecordingLogger() });
    const report = await ssmbak.processBatch(sqsEvent([new Workshop().put("/a")]).Records);

    expect(report).toMatchObject({ appended: 0, outcomes: [{ outcome: "gone" }] });
    expect(await rightOf(ssmbak.readHistory(name("/a"), true))).toEqual([]);
  });

  it("is another one for every composition", async () => {
    const workshop = new Workshop();
    const { sources } = workshop.schemes();
    const logger = new RecordingLogger();
    const first = await composed({ sources, logger });
    const second = await composed({ sources, logger });

    await first.processBatch(sqsEvent([workshop.put("/a")]).Records);

    expect(await rightOf(first.readHistory(name("/a"), false))).toHaveLength(1);
    expect(await rightOf(second.readHistory(name("/a"), false))).toHaveLength(0);
  });

  it("is opened as far as it is asked for: whoever looks back needs no Parameter Store", async () => {
    const open = () => {
      throw new Error("nobody has to call this");
    };

    const query = await rightOf(compose(awsOnDemand, queryService)({ ...IN_MEMORY, ...memorySource(open) }));

    expect(await rightOf(query.readHistory(name("/a"), false))).toEqual([]);
  });
});

describe("closing", () => {
  const notingWorkshop = () => {
    const workshop = new Workshop();
    const closed: string[] = [];
    const source = sourceLike(workshop.ssm, { close: () => closed.push("source") });
    const store = storeLike(workshop.store, { close: () => TE.fromIO(() => void closed.push("store")) });
    return { closed, source, store };
  };

  it("closes the source and the store that were opened, once", async () => {
    const { closed, source, store } = notingWorkshop();
    const ssmbak = await composed({ ...memorySource(() => TE.right(source)), ...memoryStore(() => TE.right(store)) });

    await rightOf(ssmbak.close());
    await rightOf(ssmbak.close());

    expect(closed.toSorted()).toEqual(["source", "store"]);
  });

  it("leaves objects of the caller's open", async () => {
    const { closed, source, store } = notingWorkshop();

    await rightOf((await composed({ source, store })).close());

    expect(closed).toEqual([]);
  });

  it("closes what was opened, when the rest can't be", async () => {
    const { closed, source, store } = notingWorkshop();
    const refused = configurationError("VAULT", "sealed");

    expect(await failureOf({ ...memorySource(() => TE.left(refused)), ...memoryStore(() => TE.right(store)) })).toBe(
      refused,
    );
    expect(await failureOf({ ...memorySource(() => TE.right(source)), ...memoryStore(() => TE.left(refused)) })).toBe(
      refused,
    );

    expect(closed).toEqual(["store", "source"]);
  });

  it.each(storeFailures("can't be closed"))("answers $_tag where the store can't be closed", async (error) => {
    const store = storeLike(new Workshop().store, { close: () => TE.left(error) });
    const ssmbak = await composed(memoryStore(() => TE.right(store)));

    expect(await leftOf(ssmbak.close())).toBe(error);
  });

  it("closes the store although the source throws, and tells the kind of that, and no more", async () => {
    const { closed, source, store } = notingWorkshop();
    const close = () => {
      throw new RangeError("hunter2");
    };
    const ssmbak = await composed({
      ...memorySource(() => TE.right(sourceLike(source, { close }))),
      ...memoryStore(() => TE.right(store)),
    });

    expect(await leftOf(ssmbak.close())).toMatchObject({
      _tag: "StoreUnexpected",
      message: "closing failed (RangeError)",
    });
    expect(closed).toEqual(["store"]);
  });
});

describe("a store and a source that are objects", () => {
  it("are used as they are, whatever the environment says", async () => {
    useSettings({ SSMBAK_STORE: "nonsense:", SSMBAK_SOURCE: "nonsense:" });
    const workshop = new Workshop();
    const { logger, store, ssm: source } = workshop;
    const ssmbak = await rightOf(compose(awsOnDemand, backupService)({ store, source, logger }));

    await ssmbak.processBatch(sqsEvent([workshop.put("/a")]).Records);

    expect(await workshop.stored("/a")).toEqual(["v1@0"]);
  });

  it("go with a URL on the other side", async () => {
    const workshop = new Workshop();
    const ssmbak = await composed({ source: workshop.ssm, logger: workshop.logger });

    await ssmbak.processBatch(sqsEvent([workshop.put("/a")]).Records);

    expect(await rightOf(ssmbak.readHistory(name("/a"), false))).toHaveLength(1);
  });
});

describe("the logger", () => {
  it("may be made for the level that is set", async () => {
    useSettings({ SSMBAK_LOG_LEVEL: "error" });
    const levels: LogLevel[] = [];
    const logger = (level: LogLevel) => {
      levels.push(level);
      return new RecordingLogger();
    };

    await composed({ logger });

    expect(levels).toEqual(["error"]);
  });
});

describe("a scheme of the caller's", () => {
  const schemeFor = (scheme: string, open: StoreScheme["open"]): StoreScheme => ({
    scheme,
    form: `${scheme}:PLACE`,
    open,
  });

  it("is opened once, with the whole URL", async () => {
    const urls: string[] = [];
    const stores = [
      schemeFor("vault", (url) => {
        urls.push(url);
        return TE.right(new Workshop().store);
      }),
    ];

    const ssmbak = await composed({ store: "vault://place?with=options", stores });
    await rightOf(ssmbak.readHistory(name("/a"), false));
    await rightOf(ssmbak.readHistory(name("/b"), false));

    expect(urls).toEqual(["vault://place?with=options"]);
  });

  it("is named among the accepted forms", async () => {
    const stores = [schemeFor("vault", () => TE.right(new Workshop().store))];

    const error = await failureOf({ store: "other:", stores });

    expect(error.message).toBe(
      "SSMBAK_STORE: of no known scheme; expected vault:PLACE, " +
        "s3://BUCKET[?kmsKeyId=KEY][&pathStyle=true], sqlite:PATH, memory:",
    );
  });

  it("replaces one of ours", async () => {
    const workshop = new Workshop();
    const ssmbak = await composed({ ...workshop.schemes(), logger: workshop.logger });

    await ssmbak.processBatch(sqsEvent([workshop.put("/a")]).Records);

    expect(await workshop.stored("/a")).toEqual(["v1@0"]);
  });

  it("is not taken for another one that begins alike", async () => {
    const stores = [schemeFor("mem", () => TE.left(configurationError("SSMBAK_STORE", "the wrong one")))];

    await composed({ stores });
  });

  const failures: ReadonlyArray<CompositionError> = [
    configurationError("VAULT_TOKEN", "not set"),
    ...storeFailures("can't be opened", new Error("why")),
  ];

  it.each(failures)("has its $_tag answered as it is", async (error) => {
    const stores = [schemeFor("vault", () => TE.left(error))];

    expect(await failureOf({ store: "vault:", stores })).toBe(error);
  });

  it.each([
    ["an error", new RangeError("hunter2"), "RangeError"],
    ["something else", "hunter2", "string"],
  ])("that throws %s has only the kind of it told", async (_what, thrown, kind) => {
    const throwing = () => {
      throw thrown;
    };
    const rejecting = () => () => Promise.reject(thrown);

    for (const open of [throwing, rejecting]) {
      const stores = [schemeFor("vault", open)];
      const error = await failureOf({ store: "vault:hunter2", stores });

      expect(error).toEqual(configurationError("configuration", `could not be used (${kind})`));
    }
  });
});

describe("a wrong setting", () => {
  it("is told before anything is opened", async () => {
    useSettings({ SSMBAK_LOG_LEVEL: "loud" });
    const open = () => {
      throw new Error("nobody has to call this");
    };

    const error = await failureOf(memoryStore(open));

    expect(error).toMatchObject({ _tag: "ConfigurationError", setting: "SSMBAK_LOG_LEVEL" });
  });
});
