import assert from "node:assert/strict";
import type { VersionRecord } from "../../domain/model/backup-record.ts";
import { MAX_NAME_DEPTH } from "../../domain/model/parameter-name.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import { name } from "../builders.ts";
import {
  append,
  appendTo,
  expectHead,
  expectHistory,
  expectKept,
  expectStates,
  rightOf,
  statesOf,
} from "./expectations.ts";
import type { Suite } from "./harness.ts";
import { at, deletion, END, version } from "./records.ts";

/** As deep as SSM allows. */
const DEEP = `/${Array.from({ length: MAX_NAME_DEPTH }, (_, level) => String.fromCharCode(97 + level)).join("/")}`;

/** Names that sort around each other's slashes, in the order of their code units. */
const NAMES = [
  "/App/x",
  DEEP,
  "/a/bc",
  "/app",
  "/app-x",
  "/app.x",
  "/app/X",
  "/app/x",
  "/app/x-y",
  "/app/x/y",
  "/app/x/y/z",
  "/app/xy",
  "/app0",
  "/app_x",
  "/apple",
  "/application/x",
  "/x/app/x",
];

const recordOf = (text: string): VersionRecord => version(1, at(10), { name: text, value: `value of ${text}` });

const fill = async (store: BackupStore): Promise<void> => {
  // Not in the order in which they have to come back.
  for (const text of NAMES.toReversed()) await rightOf(appendTo(store, [recordOf(text)]));
};

const key = (text: string): Selection => ({ _tag: "Key", name: name(text) });
const level = (path: string): Selection => ({ _tag: "Level", path });
const tree = (path: string): Selection => ({ _tag: "Tree", path });

interface Case {
  readonly title: string;
  readonly selection: Selection;
  readonly names: ReadonlyArray<string>;
}

const CASES: ReadonlyArray<Case> = [
  { title: "a key without what its name begins or what lies below it", selection: key("/app"), names: ["/app"] },
  { title: "a key in a path without what lies below it", selection: key("/app/x"), names: ["/app/x"] },
  { title: "nothing for a key that is only a path", selection: key("/app/x/y/z/z"), names: [] },
  { title: "nothing for a key that differs in case", selection: key("/APP"), names: [] },
  { title: "one level of a path", selection: level("/app/"), names: ["/app/X", "/app/x", "/app/x-y", "/app/xy"] },
  { title: "the top level", selection: level("/"), names: ["/app", "/app-x", "/app.x", "/app0", "/app_x", "/apple"] },
  { title: "nothing for a level that only has levels below it", selection: level("/a/b/"), names: [] },
  {
    title: "a path with all below it, and nothing that only begins like it",
    selection: tree("/app/"),
    names: ["/app/X", "/app/x", "/app/x-y", "/app/x/y", "/app/x/y/z", "/app/xy"],
  },
  { title: "a path inside a path", selection: tree("/app/x/"), names: ["/app/x/y", "/app/x/y/z"] },
  { title: "a path as deep as SSM allows", selection: tree(DEEP.slice(0, -1)), names: [DEEP] },
  { title: "nothing for a path below which nothing lies", selection: tree("/apple/"), names: [] },
  { title: "everything, ordered by name", selection: tree("/"), names: NAMES },
];

const ofLength = (length: number): string => "/long/".padEnd(length, "x");

/** Which names `statesAt` answers. */
export const selectionTests = ({ group, test, longestName }: Suite): void =>
  group("selection", () => {
    for (const { title, selection, names } of CASES) {
      test(`selects ${title}`, async ({ store }) => {
        await fill(store);
        await expectStates(store, END, names.map(recordOf), selection);
      });
    }

    test("answers no states at all while nothing is kept", async ({ store }) => {
      await expectStates(store, END, []);
      await expectStates(store, END, [], key("/app"));
      await expectStates(store, END, [], level("/"));
    });

    test("keeps the histories of names apart that begin alike", async ({ store }) => {
      await fill(store);
      for (const text of NAMES) await expectHistory(store, [recordOf(text)]);
      await append(store, deletion(at(20), { name: "/app/x" }));
      await expectHead(store, recordOf("/app"));
      await expectHead(store, recordOf("/app/x/y"));
    });

    test("keeps the longest name that SSM allows, and its deletion", async ({ store }) => {
      const name = ofLength(longestName);
      const records = [version(1, at(10), { name }), deletion(at(20), { name }), version(1, at(30), { name })];
      for (const record of records) assert.equal(await append(store, record), 1);
      await expectKept(store, records);
      await expectStates(store, at(21), records.slice(1, 2), tree("/long/"));
    });

    test("keeps the deepest name that SSM allows, and its deletion", async ({ store }) => {
      const records = [version(1, at(10), { name: DEEP }), deletion(at(20), { name: DEEP })];
      for (const record of records) assert.equal(await append(store, record), 1);
      await expectKept(store, records);
    });

    test("goes on working after a stream of states was left early", async ({ store }) => {
      await fill(store);
      for await (const _ of store.statesAt(tree("/"), END)) break;
      await append(store, version(2, at(20), { name: "/app" }));
      assert.equal((await statesOf(store, tree("/"), END)).length, NAMES.length);
    });

    test("answers the same stream of states twice at once", async ({ store }) => {
      await fill(store);
      const both = [expectStates(store, END, NAMES.map(recordOf)), expectStates(store, END, NAMES.map(recordOf))];
      await Promise.all(both);
    });
  });
