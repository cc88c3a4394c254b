import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../../../src/adapters/sqlite/connection.ts";
import { prepareStatements } from "../../../../src/adapters/sqlite/statements.ts";
import { type BackupRecord, summarize } from "../../../../src/domain/model/backup-record.ts";
import { everything, type Selection } from "../../../../src/domain/model/selection.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { DEFAULT_TIME, versionRecordOf } from "../../../../src/testing/index.ts";
import { faultyConnect, opened, temporaryFolder } from "../../../conformance/sqlite-harness.ts";

let file: string;
let remove: () => Promise<void>;
let store: BackupStore;
let seeks = 0;

beforeEach(async () => {
  const { folder, remove: removeFolder } = await temporaryFolder();
  file = join(folder, "backup.db");
  remove = removeFolder;
  const counting = faultyConnect((_, call) => {
    seeks += 1;
    return call();
  });
  store = await opened(file, counting);
});
afterEach(async () => {
  await store.close()();
  await remove();
});

const keep = (record: BackupRecord) => store.append({ name: record.name, expected: O.none, records: [record] })();

const namesAt = async (selection: Selection): Promise<ReadonlyArray<string>> => {
  const names: string[] = [];
  for await (const state of store.statesAt(selection, DEFAULT_TIME)) if (E.isRight(state)) names.push(state.right.name);
  return names;
};

describe("records in a SQLite store", () => {
  it("keep NUL and other control characters, in the value and beside it", async () => {
    const text = "a\0b\u0001\r\n\u001f";
    const record = versionRecordOf({
      value: text,
      modifiedBy: text,
      announcedBy: { eventId: `${text}\ud800`, time: DEFAULT_TIME },
      attributes: { description: `${text}\ud800` },
    });
    expect(await keep(record)).toEqual(E.right(1));
    const loaded = await store.load(record)();
    expect(loaded).toEqual(E.right(record));
    expect(E.isRight(loaded) && loaded.right.value.reveal()).toBe(text);
    expect(await store.history(record.name)()).toEqual(E.right([summarize(record)]));
  });

  it("have their value as the very bytes, readable by any SQLite tool", async () => {
    await keep(versionRecordOf({ value: "é\r\n" }));
    const database = new DatabaseSync(file);
    expect(database.prepare("SELECT hex(value) AS bytes FROM records").get()).toEqual({ bytes: "C3A90D0A" });
    database.close();
  });

  it("are refused when UTF-8 can't keep their value, and the value is not quoted", async () => {
    const answer = await keep(versionRecordOf({ value: "canary \ud800" }));
    expect(answer).toMatchObject({ left: { _tag: "StoreUnexpected" } });
    expect(JSON.stringify(answer)).not.toContain("canary");
    expect(await store.head(versionRecordOf().name)()).toEqual(E.right(O.none));
  });

  it("are told of with StoreConflict when the head moved", async () => {
    await keep(versionRecordOf());
    const late = versionRecordOf({ version: 2, modifiedAt: DEFAULT_TIME + 1 });
    expect(await keep(late)).toMatchObject({ left: { _tag: "StoreConflict" } });
    expect(await store.history(late.name)()).toMatchObject({ right: [{ version: 1 }] });
  });
});

describe("the states of a SQLite store", () => {
  it("take four seeks for each name, however many versions it has", async () => {
    const name = versionRecordOf({ name: "/a" }).name;
    const records = Array.from({ length: 500 }, (_, index) =>
      versionRecordOf({ name, version: index + 1, modifiedAt: DEFAULT_TIME - 1000 + index }),
    );
    await store.append({ name, expected: O.none, records })();
    await keep(versionRecordOf({ name: "/b" }));
    seeks = 0;
    expect(await namesAt(everything)).toEqual(["/a", "/b"]);
    // And one to find that no name is left; each of the three steps is a transaction.
    expect(seeks).toBe(9 + 3 * 2);
  });

  it("step over everything below a level at once", async () => {
    const names = [
      "/app/a",
      ...Array.from({ length: 50 }, (_, index) => `/app/deep/${index}/x`),
      "/app/deep-",
      "/app/z",
    ];
    for (const name of names) await keep(versionRecordOf({ name }));
    seeks = 0;
    expect(await namesAt({ _tag: "Level", path: "/app/" })).toEqual(["/app/a", "/app/deep-", "/app/z"]);
    // Six for each of three names, and a few for the level below.
    expect(seeks).toBeLessThan(25);
  });

  it("are sought in an index, never by reading all records", () => {
    const plans: string[] = [];
    const connection = connect(file);
    prepareStatements({
      exec: (sql) => connection.exec(sql),
      close: () => connection.close(),
      prepare: (sql) => {
        const parameters = Array.from(sql.matchAll(/\?/g), () => null);
        const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
        plans.push(...plan.map(({ detail }) => String(detail)));
        return connection.prepare(sql);
      },
    });
    connection.close();
    expect(plans).toHaveLength(8);
    for (const plan of plans) expect(plan).toMatch(/^SEARCH (records USING (COVERING )?INDEX|names USING PRIMARY KEY)/);
  });

  it("leave the event loop to others now and then", async () => {
    for (let index = 0; index < 50; index += 1) await keep(versionRecordOf({ name: `/app/${index}` }));
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 0);
    // Without a pause no timer would fire, however often this goes round.
    for (let round = 0; round < 10_000 && !fired; round += 1) await namesAt(everything);
    expect(fired).toBe(true);
  });
});
