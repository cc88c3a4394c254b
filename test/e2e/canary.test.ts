import { DatabaseSync } from "node:sqlite";
import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { beforeEach, describe, expect, it } from "vitest";
import { openSqliteBackupStore } from "../../src/adapters/sqlite/sqlite-backup-store.ts";
import { run } from "../../src/entry/cli/run.ts";
import { createFunctions, type Settings } from "../../src/index.ts";
import type { BackupStore } from "../../src/store.ts";
import { changeEnvelope, name, sqsEvent } from "../../src/testing/builders.ts";
import { everyFormOf, placesIn, withAt } from "../support/canary.ts";
import { useSettings } from "../support/environment.ts";
import { sourceFailures, storeFailures } from "../support/failures.ts";
import { FakeTerminal } from "../support/fake-terminal.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { decoded, rightOf, sourceLike, storeLike, Workshop } from "../support/workshop.ts";

// Spaces and a slash at its end keep it from being a parameter's name.
const CANARY = 'canary 7f3a91d2 "the value" of a parameter/';
const SONG = "7f3a91d2";
const NAME = "/app/secret";

beforeEach(() => useSettings({ SSMBAK_LOG_LEVEL: "debug" }));

const expectSilence = (...things: ReadonlyArray<unknown>): void => {
  for (const thing of things) expect(everyFormOf(thing)).not.toContain(SONG);
};

/** A parameter with the canary as its value, twice, and once before it was deleted. */
const cage = () => {
  const workshop = new Workshop();
  const put = (value: string) =>
    workshop.ssm.putParameter({ name: NAME, type: "SecureString", value, overwrite: true });
  put(CANARY);
  put(`${CANARY}\n`);
  return workshop;
};

const caught = async (call: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await call();
  } catch (error) {
    return error;
  }
};

const functionsOf = ({ store, ssm: source, logger }: Workshop, settings: Settings = {}) =>
  createFunctions({ store, source, logger, ...settings });

/** A store behind `memory:`, for the command line. */
const asScheme = (store: BackupStore) => [
  { scheme: "memory", form: "memory:", open: () => TE.right(storeLike(store, { close: () => TE.right(undefined) })) },
];

/** All that the functions of the package answer, reject with and log for events of the canary's name. */
const heardOf = async (workshop: Workshop, settings: Settings): Promise<ReadonlyArray<unknown>> => {
  const functions = functionsOf(workshop, settings);
  const event = sqsEvent(workshop.ssm.events);
  const calls = [
    () => functions.handler(event),
    () => functions.processEvent(event),
    () => functions.backup(decoded(workshop.lastEvent())),
  ];
  const answers: unknown[] = [];
  for (const call of calls) answers.push(await caught(call));
  expect(workshop.logger.lines).not.toEqual([]);
  return [functions, ...answers, workshop.logger.lines];
};

/** All that both commands print, in every form of theirs that shows no values. */
const printedBy = async (workshop: Workshop, store: BackupStore = workshop.store): Promise<string> => {
  const stores = asScheme(store);
  let printed = "";
  for (const flags of [[], ["--json"]]) {
    for (const args of [
      ["process", "-"],
      ["log", NAME],
    ]) {
      const terminal = new FakeTerminal(JSON.stringify(workshop.ssm.events));
      const { sources } = workshop.schemes();
      await run([...args, ...flags, "--store", "memory:", "--source", "memory:"], terminal, { stores, sources });
      printed += terminal.everything;
    }
  }
  expect(printed).toContain(NAME);
  return printed;
};

const policyAction = {
  ...changeEnvelope({ name: NAME }),
  "detail-type": "Parameter Store Policy Action",
  detail: { "parameter-name": NAME, "policy-type": "Expiration", "policy-content": "{}", "action-status": "Success" },
};

/** Messages with the canary in one place each, in several forms. An event's id is text, and is logged as it is. */
const misplaced = [changeEnvelope({ name: NAME, description: "described" }), policyAction].flatMap((envelope) =>
  placesIn(envelope).map((place) => {
    const forms = [{ [CANARY]: CANARY }, [CANARY], ...(place.join() === "id" ? [] : [CANARY])];
    const bodies = forms.map((form) => JSON.stringify(withAt(envelope, place, form)));
    return { place: `${envelope["detail-type"]} ${place.join(".")}`, bodies };
  }),
);

describe("the canary is not heard", () => {
  it("when all goes well", async () => {
    const workshop = cage();

    expectSilence(...(await heardOf(workshop, {})), await printedBy(workshop));
    expect(await workshop.stored(NAME)).toHaveLength(2);
  });

  it("when the stores themselves, their facts and their answers are printed", async () => {
    const workshop = cage();
    await heardOf(workshop, {});
    const facts = await rightOf(workshop.store.facts(name(NAME)));
    const [first] = facts;
    if (first?._tag !== "Version") throw new Error("a version is stored");
    const loaded = await rightOf(workshop.store.load(first));

    expect(loaded.value.reveal()).toBe(CANARY);
    expectSilence(workshop, workshop.ssm, workshop.store, facts, loaded, workshop.ssm.getParameterHistory(NAME));
    expectSilence(
      `${loaded.value}`,
      [loaded.value].join(),
      { ...loaded },
      Object.entries(loaded),
      new Error(`${loaded.value}`),
    );
  });

  it("when the parameter is gone", async () => {
    const workshop = cage();
    workshop.remove(NAME);

    expectSilence(...(await heardOf(workshop, {})));
  });

  it.each(sourceFailures("why", new Error(CANARY)))(
    "when the source fails with $_tag, and the canary is the cause",
    async (failure) => {
      const workshop = cage();
      const source = sourceLike(workshop.ssm, { history: () => TE.left(failure) });

      expectSilence(...(await heardOf(workshop, { source })));
    },
  );

  it.each(storeFailures("why", new Error(CANARY)))(
    "when the store fails with $_tag, and the canary is the cause",
    async (failure) => {
      const workshop = cage();
      for (const call of ["tail", "append", "facts", "load"] as const) {
        const store = storeLike(workshop.store, { [call]: () => TE.left(failure) });

        expectSilence(...(await heardOf(workshop, { store })), await printedBy(workshop, store));
      }
    },
  );

  it("when a store throws it, rejects with it, or can't be opened because of it", async () => {
    const thrown = new Error(CANARY, { cause: CANARY });
    const throwing = (): never => {
      throw thrown;
    };
    const rejecting = () => () => Promise.reject(thrown);
    for (const call of [throwing, rejecting]) {
      const workshop = cage();
      const store = storeLike(workshop.store, { tail: call, append: call, facts: call, load: call });
      expectSilence(...(await heardOf(workshop, { store })), await printedBy(workshop, store));

      const functions = createFunctions({
        store: "memory:",
        source: "memory:",
        stores: [{ scheme: "memory", form: "memory:", open: call }],
      });
      const rejection = await caught(() => functions.handler(sqsEvent([])));
      expect(rejection).toBeInstanceOf(Error);
      expectSilence(rejection);
    }
  });

  it("when the database is damaged right where it lies", async () => {
    const path = `${temporaryFolder()}/backup.db`;
    const store = await rightOf(openSqliteBackupStore(path));
    const workshop = cage();
    await heardOf(workshop, { store });
    const database = new DatabaseSync(path);
    database.exec("PRAGMA ignore_check_constraints = ON");

    for (const column of ["attributes", "details", "kind"]) {
      database.prepare(`UPDATE facts SET ${column} = ?`).run(CANARY);
      const terminal = new FakeTerminal();
      const code = await run(["log", NAME, "--show-values", "--store", "memory:"], terminal, {
        stores: asScheme(store),
      });

      expect(code).toBe(1);
      expect(terminal.errors).toContain("damaged");
      expectSilence(terminal.everything, ...(await heardOf(workshop, { store })));
    }
    database.close();
    await rightOf(store.close());
  });

  it.each(misplaced)("when it sits where something else belongs: $place", async ({ bodies }) => {
    for (const body of bodies) {
      const workshop = cage();
      const functions = functionsOf(workshop);
      const message = functions.processMessage(body);

      // A description that is text is in its right place: it is read, and goes no further.
      if (E.isLeft(message)) expectSilence(message);
      expectSilence(await functions.processEvent(sqsEvent([body])), workshop.logger.lines);
    }
  });

  it("when it sits where something else belongs around an event", async () => {
    const workshop = cage();
    const { processEvent, processMessage } = functionsOf(workshop);
    const wrongEvents = [
      CANARY,
      [CANARY],
      { [CANARY]: CANARY },
      { Records: CANARY },
      { Records: [CANARY] },
      { Records: [{ messageId: { CANARY }, body: CANARY }] },
      { Records: [{ body: CANARY }] },
      { Records: [{ messageId: "1", body: CANARY }] },
      { Records: [{ messageId: "1", body: { CANARY } }] },
      { Records: [{ messageId: "1", body: `{"detail-type": "${CANARY}` }] },
    ];

    for (const event of wrongEvents) expectSilence(await caught(() => processEvent(event)));
    expectSilence(processMessage(CANARY), processMessage(`{"a": ${CANARY}}`), workshop.logger.lines);
    for (const flags of [[], ["--json"]]) {
      const terminal = new FakeTerminal(
        `${CANARY}\n{"a":\n${JSON.stringify({ CANARY })}\n${JSON.stringify(wrongEvents)}`,
      );
      await run(["process", "-", "--store", "memory:", "--source", "memory:", ...flags], terminal);
      expect(terminal.everything).not.toContain(SONG);
    }
  });

  it("when Parameter Store in memory refuses it", () => {
    const { ssm } = cage();
    const refused = [
      { name: NAME, value: CANARY },
      { name: "/new", value: CANARY },
      { name: "/new", type: CANARY, value: CANARY },
      { name: "/new", type: "String", value: `{{${CANARY}}}` },
      { name: "/new", type: "String", value: CANARY.repeat(500) },
      { name: "/new", type: "String", value: CANARY, allowedPattern: "^never$" },
      { name: "/new", type: "String", value: CANARY, tier: "Advanced", policies: CANARY },
      { name: "/new", type: "String", value: CANARY, dataType: "aws:ec2:image" },
    ];

    const errors = refused.map((input) => {
      try {
        return ssm.putParameter(input);
      } catch (error) {
        return error;
      }
    });

    expect(errors.filter((error) => error instanceof Error).length).toBeGreaterThanOrEqual(refused.length - 1);
    expectSilence(...errors);
  });
});

describe("the canary is heard", () => {
  it("with --show-values, in the table and as JSON, and nowhere else", async () => {
    const workshop = cage();
    await heardOf(workshop, {});
    for (const flags of [[], ["--json"]]) {
      const terminal = new FakeTerminal();

      await run(["log", NAME, "--show-values", "--store", "memory:", ...flags], terminal, workshop.schemes());

      expect(terminal.output.split(SONG)).toHaveLength(3);
      expect(terminal.errors).not.toContain(SONG);
    }
  });
});
