import * as TE from "fp-ts/lib/TaskEither.js";
import { beforeEach, describe, expect, it } from "vitest";
import { configurationError } from "../../../../src/composition/config/configuration-error.ts";
import { createFunctions, type Functions } from "../../../../src/index.ts";
import {
  changeEnvelope,
  InMemoryParameterStore,
  name,
  RecordingLogger,
  sqsEvent,
} from "../../../../src/testing/index.ts";
import { useSettings } from "../../../support/environment.ts";
import { rightOf, sourceLike, Workshop } from "../../../support/workshop.ts";

const HOME = { account: "111122223333", region: "eu-west-1" };
const MEMBER = { account: "444455556666", region: "eu-west-1" };
const ABROAD = { account: "444455556666", region: "us-east-1" };
const STRANGER = { account: "777788889999", region: "eu-west-1" };

const CENTRAL = {
  SSMBAK_SCOPE: "111122223333/eu-west-1",
  SSMBAK_ACCOUNTS: "444455556666",
  SSMBAK_REGIONS: "eu-west-1,us-east-1",
  SSMBAK_READ_ROLE: "arn:aws:iam::{account}:role/ssmbak-read-{region}",
  SSMBAK_LOG_LEVEL: "silent",
};

const SCHEDULE = { "detail-type": "Scheduled Event", source: "aws.events" };

const URLS = {
  home: "ssm:eu-west-1",
  member: "ssm:eu-west-1?role=arn:aws:iam::444455556666:role/ssmbak-read-eu-west-1",
  abroad: "ssm:us-east-1?role=arn:aws:iam::444455556666:role/ssmbak-read-us-east-1",
};

/** Three Parameter Stores behind the URLs that have to be asked for, and one backup store. */
class World {
  readonly home = new InMemoryParameterStore(HOME);
  readonly member = new InMemoryParameterStore(MEMBER);
  readonly abroad = new InMemoryParameterStore(ABROAD);
  readonly logger = new RecordingLogger();
  readonly workshop = new Workshop();
  readonly opened: string[] = [];
  readonly closed: string[] = [];
  readonly functions: Functions;

  constructor(unavailable?: string) {
    const stores = new Map([
      [URLS.home, this.home],
      [URLS.member, this.member],
      [URLS.abroad, this.abroad],
    ]);
    this.functions = createFunctions({
      store: "memory:",
      stores: this.workshop.schemes().stores,
      logger: this.logger,
      sources: [
        {
          scheme: "ssm",
          form: "ssm:",
          open: (url) => {
            this.opened.push(url);
            const source = stores.get(url);
            return source === undefined || url === unavailable
              ? TE.left(configurationError("SSMBAK_SOURCE", "is not there"))
              : TE.right(sourceLike(source, { close: () => this.closed.push(url) }));
          },
        },
      ],
    });
  }

  put(where: InMemoryParameterStore, value = "canary") {
    where.putParameter({ name: "/app/db", type: "String", value, overwrite: true });
    return where.events.at(-1);
  }

  async storedUnder(prefix: string): Promise<number> {
    return (await rightOf(this.workshop.store.facts(name(`${prefix}/app/db`)))).length;
  }
}

/** The notice of a policy, which changes nothing (Systems Manager User Guide, "Setting up notifications"). */
const policyNotice = (scope: typeof HOME) => ({
  ...changeEnvelope(scope),
  "detail-type": "Parameter Store Policy Action",
  detail: { "parameter-name": "/app/db", "parameter-type": "String", "policy-type": "NoChangeNotification" },
});

beforeEach(() => useSettings(CENTRAL));

describe("several accounts and regions", () => {
  it("are read each with its own role and kept each under its own names", async () => {
    const world = new World();
    const events = [world.put(world.home), world.put(world.member), world.put(world.abroad), world.put(world.member)];

    const report = await world.functions.processEvent(sqsEvent(events));

    expect(report).toMatchObject({ appended: 4, outcomes: Array(4).fill({ outcome: "stored" }) });
    expect(await world.storedUnder("/111122223333/eu-west-1")).toBe(1);
    expect(await world.storedUnder("/444455556666/eu-west-1")).toBe(2);
    expect(await world.storedUnder("/444455556666/us-east-1")).toBe(1);
    expect(await world.storedUnder("")).toBe(0);
    expect(world.opened.sort()).toEqual(Object.values(URLS).sort());
    expect(world.logger.lines.map(({ fields }) => fields)).toMatchObject([
      { ...HOME, name: "/app/db" },
      { ...MEMBER, name: "/app/db", events: 2 },
      { ...ABROAD, name: "/app/db" },
    ]);
    expect(JSON.stringify(world.logger.lines)).not.toContain("canary");
  });

  it("are opened once, however many names ask at once", async () => {
    const world = new World();
    const names = Array.from({ length: 40 }, (_, index) => `/app/${index}`);
    for (const named of names) world.member.putParameter({ name: named, type: "String", value: "x" });

    await world.functions.processEvent(sqsEvent(world.member.events));
    await world.functions.processEvent(sqsEvent(world.member.events));

    const used = world.opened.filter((url) => url === URLS.member).length - world.closed.length;
    expect(used).toBe(1);
  });

  it("take an event that does not say where it comes from for one's own", async () => {
    const world = new World();
    const { account: _account, region: _region, ...event } = world.put(world.home) ?? changeEnvelope();
    await world.functions.processEvent(sqsEvent([event]));
    expect(await world.storedUnder("/111122223333/eu-west-1")).toBe(1);
  });

  it("fail alone", async () => {
    const world = new World(URLS.member);
    const events = [world.put(world.home), world.put(world.member), world.put(world.abroad)];

    expect(await world.functions.handler(sqsEvent(events))).toEqual({
      batchItemFailures: [{ itemIdentifier: "message-2" }],
    });
    expect(await world.storedUnder("/111122223333/eu-west-1")).toBe(1);
    expect(await world.storedUnder("/444455556666/us-east-1")).toBe(1);
    expect(world.logger.lines.filter(({ level }) => level === "error")).toMatchObject([
      { fields: { ...MEMBER, reason: "SourceUnexpected" } },
    ]);
  });

  it("name themselves in every line, also where no value changed", async () => {
    const world = new World();
    await world.functions.processEvent(sqsEvent([policyNotice(ABROAD)]));
    expect(world.logger.lines).toMatchObject([{ message: "changes no value", fields: ABROAD }]);
  });

  it("name themselves where versions are lost", async () => {
    const world = new World();
    for (let version = 1; version <= 105; version += 1) world.put(world.member);
    await world.functions.processEvent(sqsEvent([world.put(world.member)]));
    const warnings = world.logger.lines.filter(({ level }) => level === "warn");
    expect(warnings).toMatchObject([{ fields: { ...MEMBER, name: "/app/db", gap: { fromVersion: 1, toVersion: 6 } } }]);
  });

  it("leave others out, and say whose event it is", async () => {
    const world = new World();
    const report = await world.functions.processEvent(sqsEvent([changeEnvelope(STRANGER), world.put(world.home)]));

    expect(report.outcomes).toMatchObject([
      {
        _tag: "Failed",
        reason: "ForeignEvent",
        message: "the event is of account 777788889999 in eu-west-1, which is not stored here",
      },
      { outcome: "stored" },
    ]);
    expect(world.logger.lines[0]).toMatchObject({
      level: "error",
      message: expect.stringContaining("not an event that is handled here"),
    });
  });

  it("are backed up one by one as well", async () => {
    const world = new World();
    const action = world.functions.processMessage(JSON.stringify(world.put(world.abroad)));
    if (action._tag === "Left") throw new Error(action.left.message);
    expect(await world.functions.backup(action.right)).toBe(200);
    expect(await world.storedUnder("/444455556666/us-east-1")).toBe(1);
    await expect(world.functions.backup({ ...action.right, ...STRANGER })).rejects.toMatchObject({
      tag: "ForeignEvent",
    });
  });

  it("are swept all, with a line for each, and the counts of all", async () => {
    const world = new World();
    for (const source of [world.home, world.member, world.abroad]) world.put(source);

    expect(await world.functions.handler(SCHEDULE)).toMatchObject({ sweep: { repaired: 3, failed: 0 } });

    expect(await world.storedUnder("/444455556666/us-east-1")).toBe(1);
    const swept = world.logger.lines.filter(({ message }) => message === "swept");
    expect(swept.map(({ fields }) => fields)).toEqual(
      expect.arrayContaining([HOME, MEMBER, ABROAD].map((scope) => expect.objectContaining({ ...scope, repaired: 1 }))),
    );
  });

  it("are swept although one of them can't be", async () => {
    const world = new World(URLS.member);
    for (const source of [world.home, world.member, world.abroad]) world.put(source);

    await expect(world.functions.handler(SCHEDULE)).rejects.toMatchObject({ tag: "SourceUnexpected" });

    expect(await world.storedUnder("/111122223333/eu-west-1")).toBe(1);
    expect(await world.storedUnder("/444455556666/us-east-1")).toBe(1);
    expect(world.logger.lines.filter(({ level }) => level === "error")).toMatchObject([
      { message: "the sweep could not be finished", fields: { ...MEMBER, reason: "SourceUnexpected" } },
    ]);
  });

  it("are swept although the adapter of one of them throws", async () => {
    const world = new World();
    for (const source of [world.home, world.member, world.abroad]) world.put(source);
    world.member.list = () => {
      throw new Error("canary");
    };

    await expect(world.functions.handler(SCHEDULE)).rejects.toMatchObject({ tag: "Unexpected" });

    expect(await world.storedUnder("/111122223333/eu-west-1")).toBe(1);
    expect(await world.storedUnder("/444455556666/us-east-1")).toBe(1);
    expect(world.logger.lines.filter(({ level }) => level === "error")).toMatchObject([
      { message: "the sweep could not be finished", fields: { ...MEMBER, reason: "Unexpected" } },
    ]);
    expect(JSON.stringify(world.logger.lines)).not.toContain("canary");
  });
});

describe("one account and region", () => {
  it("keeps names as they are, and says nothing of account and region", async () => {
    useSettings({ SSMBAK_SCOPE: CENTRAL.SSMBAK_SCOPE });
    const world = new World();
    await world.functions.processEvent(sqsEvent([world.put(world.home)]));
    expect(await world.storedUnder("")).toBe(1);
    expect(world.logger.lines[0]?.fields).not.toHaveProperty("account");
  });

  it.each([MEMBER, { ...HOME, region: "us-east-1" }])("refuses an event of %j", async (place) => {
    useSettings({ SSMBAK_SCOPE: CENTRAL.SSMBAK_SCOPE });
    const world = new World();
    world.put(world.home);
    const event = changeEnvelope({ ...place, name: "/app/db", operation: "Delete" });
    const report = await world.functions.processEvent(sqsEvent([event]));
    expect(report.outcomes).toMatchObject([{ _tag: "Failed", reason: "ForeignEvent" }]);
    expect(await world.storedUnder("")).toBe(0);
  });

  it("takes every event where nobody says whose it keeps", async () => {
    useSettings();
    const workshop = new Workshop();
    const { logger } = workshop;
    const functions = createFunctions({ store: "memory:", source: "memory:", ...workshop.schemes(), logger });
    const report = await functions.processEvent(sqsEvent([{ ...workshop.put("/app/db"), ...STRANGER }]));
    expect(report.outcomes).toMatchObject([{ outcome: "stored" }]);
  });
});
