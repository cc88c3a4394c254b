import type { VersionFact } from "../../domain/model/fact.ts";
import { MAX_NAME_DEPTH } from "../../domain/model/parameter-name.ts";
import { everything, type Selection } from "../../domain/model/selection.ts";
import { name } from "../builders.ts";
import type { CheckedStore } from "./checked-store.ts";
import {
  expectAll,
  expectFacts,
  expectStates,
  expectTail,
  expectWithin,
  only,
  stateOf,
  statesOf,
} from "./expectations.ts";
import { at, deletion, END, version } from "./facts.ts";
import type { Suite } from "./harness.ts";

/** As deep as SSM allows. */
const DEEP = `/${Array.from({ length: MAX_NAME_DEPTH }, (_, level) => String.fromCharCode(97 + level)).join("/")}`;

/** Names whose order depends on the place of the slash among the code units, in the right order. */
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

const factOf = (text: string): VersionFact => version(1, at(10), { name: text, value: `value of ${text}` });

const fill = async (store: CheckedStore): Promise<void> => {
  // The store has to answer in another order than that of the appends.
  for (const text of NAMES.toReversed()) await store.add(factOf(text));
};

const key = (text: string): Selection => only(name(text));
const level = (path: string): Selection => ({ _tag: "Level", path });
const tree = (path: string): Selection => ({ _tag: "Tree", path });

/** The names of each selection. */
const CASES: Readonly<Record<string, readonly [Selection, ReadonlyArray<string>]>> = {
  "a key without what its name begins or what lies below": [key("/app"), ["/app"]],
  "a key in a path without what lies below": [key("/app/x"), ["/app/x"]],
  "nothing for a key that is only a path": [key("/app/x/y/z/z"), []],
  "nothing for a key that differs in case": [key("/APP"), []],
  "one level of a path": [level("/app/"), ["/app/X", "/app/x", "/app/x-y", "/app/xy"]],
  "the top level": [level("/"), ["/app", "/app-x", "/app.x", "/app0", "/app_x", "/apple"]],
  "nothing for a level that only has levels below": [level("/a/b/"), []],
  "a path with all below, and nothing that only begins like the path": [
    tree("/app/"),
    ["/app/X", "/app/x", "/app/x-y", "/app/x/y", "/app/x/y/z", "/app/xy"],
  ],
  "a path inside a path": [tree("/app/x/"), ["/app/x/y", "/app/x/y/z"]],
  "a path as deep as SSM allows": [tree(DEEP.slice(0, -1)), [DEEP]],
  "nothing for a path below which nothing lies": [tree("/apple/"), []],
  "everything, ordered by name": [tree("/"), NAMES],
};

const span = { since: at(0), until: END };

const ofLength = (length: number): string => "/long/".padEnd(length, "x");

/** Tests of selections: `statesAt` and `factsWithin` answer exactly the names of the selection. */
export const selectionTests = ({ group, test, longestName }: Suite): void =>
  group("selection", () => {
    for (const [title, [selection, names]] of Object.entries(CASES)) {
      test(`means ${title}`, async ({ store }) => {
        await fill(store);
        const facts = names.map(factOf);
        await expectStates(
          store,
          selection,
          END,
          facts.map((fact) => stateOf(fact)),
        );
        await expectWithin(store, selection, span, facts);
      });
    }

    test("means nothing at all while nothing is stored", async ({ store }) => {
      for (const selection of [everything, key("/app"), level("/")]) {
        await expectStates(store, selection, END, []);
        await expectWithin(store, selection, span, []);
      }
    });

    test("tells the names that the caller reads", async ({ store }) => {
      await fill(store);
      const call = 'statesAt(tree "/", END) for "/app/x" only';
      const isRead = (text: string): boolean => text === "/app/x";
      const told = await store.collect(call, store.port.statesAt(everything, END, isRead));
      const read = told.filter((state) => isRead(state.name)).length;
      store.compare(call, read, 1, (count) => `${count} states of "/app/x"`);
      store.check(
        call,
        told.every((state) => NAMES.includes(state.name)),
        "told of a name that is not stored",
      );
    });

    test("keeps the facts of names apart that begin alike", async ({ store }) => {
      await fill(store);
      await store.add(deletion(at(20), 1, { name: "/app/x" }));
      for (const text of ["/app", "/app/X", "/app/x-y", "/app/x/y"]) await expectFacts(store, [factOf(text)]);
      await expectTail(store, [factOf("/app/x/y")]);
    });

    test("takes the longest name that SSM allows, and its deletion", async ({ store }) => {
      const text = ofLength(longestName);
      const facts = [version(1, at(10), { name: text }), deletion(at(20), 1, { name: text })];
      await store.add(...facts);
      await expectAll(store, facts, END);
      await expectStates(store, tree("/long/"), END, statesOf(facts, END));
    });

    test("takes the deepest name that SSM allows, and its deletion", async ({ store }) => {
      const facts = [version(1, at(10), { name: DEEP }), deletion(at(20), 1, { name: DEEP })];
      await store.add(...facts);
      await expectAll(store, facts, END);
    });

    test("can be left early, and asked again", async ({ store }) => {
      await fill(store);
      for await (const _ of store.port.statesAt(everything, END)) break;
      await store.add(version(2, at(20), { name: "/app" }));
      const states = NAMES.map((text) =>
        stateOf(text === "/app" ? version(2, at(20), { name: "/app" }) : factOf(text)),
      );
      await expectStates(store, everything, END, states);
    });

    test("can be asked twice at once", async ({ store }) => {
      await fill(store);
      const states = NAMES.map((text) => stateOf(factOf(text)));
      await Promise.all([1, 2].map(() => expectStates(store, everything, END, states)));
    });
  });
