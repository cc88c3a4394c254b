import * as TE from "fp-ts/lib/TaskEither.js";
import { beforeEach, describe, expect, it } from "vitest";
import { RecordingLogger } from "../../../src/adapters/memory/recording-logger.ts";
import { compose, type Extensions } from "../../../src/composition/compose.ts";
import type { LogLevel } from "../../../src/composition/config/configuration.ts";
import { configurationError } from "../../../src/composition/config/configuration-error.ts";
import { awsOnDemand } from "../../../src/composition/schemes/aws-on-demand.ts";
import type { CompositionError, StoreScheme } from "../../../src/composition/schemes/scheme.ts";
import { name, sqsEvent } from "../../../src/testing/builders.ts";
import { useSettings } from "../../support/environment.ts";
import { storeFailures } from "../../support/failures.ts";
import { decoded, leftOf, rightOf, sourceLike, storeLike, Workshop } from "../../support/workshop.ts";

const IN_MEMORY = { store: "memory:", source: "memory:" } as const;

beforeEach(() => useSettings());

const composed = (extensions: Extensions = {}) => rightOf(compose(awsOnDemand)(IN_MEMORY, extensions));

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

    await ssmbak.processQueueEvent(sqsEvent([event]));
    const report = await rightOf(ssmbak.backUpEvent(decoded(event)));
    const history = await rightOf(ssmbak.readHistory(name("/a"), false));

    expect(report.appended).toBe(0);
    expect(history).toMatchObject([{ operation: "Create", record: { version: 1 } }]);
    expect(logger.lines).toMatchObject([{ message: "kept", fields: { lagMs: 5_000 } }]);
  });

  it("comes with a store and a source in memory, empty at first", async () => {
    const ssmbak = await composed({ logger: new RecordingLogger() });
    const report = await ssmbak.processQueueEvent(sqsEvent([new Workshop().put("/a")]));

    expect(report).toMatchObject({ appended: 0, outcomes: [{ outcome: "gone" }] });
    expect(await rightOf(ssmbak.readHistory(name("/a"), true))).toEqual([]);
  });

  it("is another one for every composition", async () => {
    const workshop = new Workshop();
    const { sources } = workshop.schemes();
    const logger = new RecordingLogger();
    const first = await composed({ sources, logger });
    const second = await composed({ sources, logger });

    await first.processQueueEvent(sqsEvent([workshop.put("/a")]));

    expect(await rightOf(first.readHistory(name("/a"), false))).toHaveLength(1);
    expect(await rightOf(second.readHistory(name("/a"), false))).toHaveLength(0);
  });

  it("closes its source and its store", async () => {
    const workshop = new Workshop();
    const closed: string[] = [];
    const source = sourceLike(workshop.ssm, { close: () => closed.push("source") });
    const store = storeLike(workshop.store, { close: () => TE.fromIO(() => void closed.push("store")) });

    const ssmbak = await composed({
      sources: [{ scheme: "memory", form: "memory:", open: () => TE.right(source) }],
      stores: [{ scheme: "memory", form: "memory:", open: () => TE.right(store) }],
    });
    await rightOf(ssmbak.close());

    expect(closed).toEqual(["source", "store"]);
  });

  it.each(storeFailures("can't be closed"))("answers $_tag where its store can't be closed", async (error) => {
    const store = storeLike(new Workshop().store, { close: () => TE.left(error) });
    const ssmbak = await composed({ stores: [{ scheme: "memory", form: "memory:", open: () => TE.right(store) }] });

    expect(await leftOf(ssmbak.close())).toBe(error);
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

    const ssmbak = await rightOf(
      compose(awsOnDemand)({ ...IN_MEMORY, store: "vault://place?with=options" }, { stores }),
    );
    await rightOf(ssmbak.readHistory(name("/a"), false));
    await rightOf(ssmbak.readHistory(name("/b"), false));

    expect(urls).toEqual(["vault://place?with=options"]);
  });

  it("is named among the accepted forms", async () => {
    const stores = [schemeFor("vault", () => TE.right(new Workshop().store))];

    const error = await leftOf(compose(awsOnDemand)({ ...IN_MEMORY, store: "other:" }, { stores }));

    expect(error.message).toBe(
      "SSMBAK_STORE: of no known scheme; expected vault:PLACE, " +
        "s3://BUCKET[?kmsKeyId=KEY][&pathStyle=true], sqlite:PATH, memory:",
    );
  });

  it("replaces one of ours", async () => {
    const workshop = new Workshop();
    const ssmbak = await composed({ ...workshop.schemes(), logger: workshop.logger });

    await ssmbak.processQueueEvent(sqsEvent([workshop.put("/a")]));

    expect(await workshop.kept("/a")).toEqual(["v1@0"]);
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

    expect(await leftOf(compose(awsOnDemand)({ ...IN_MEMORY, store: "vault:" }, { stores }))).toBe(error);
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
      const error = await leftOf(compose(awsOnDemand)({ ...IN_MEMORY, store: "vault:hunter2" }, { stores }));

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

    const error = await leftOf(
      compose(awsOnDemand)(IN_MEMORY, { stores: [{ scheme: "memory", form: "memory:", open }] }),
    );

    expect(error).toMatchObject({ _tag: "ConfigurationError", setting: "SSMBAK_LOG_LEVEL" });
  });
});
