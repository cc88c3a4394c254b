import type { Fact } from "../../domain/model/fact.ts";
import { expectAt, expectStates, stateOf } from "./expectations.ts";
import { at, deletion, END, found, labelChange, NAME, twoIncarnations, version } from "./facts.ts";
import type { Suite } from "./harness.ts";

const FIRST = version(1, at(10));
const SECOND = version(2, at(20.5));
const AGAIN = version(1, at(20.5));
const GONE = deletion(at(20));

/** A millisecond earlier. */
const before = (time: number): number => time - 1;

const labelTests = ({ group, test }: Suite): void =>
  group("label changes of a state", () => {
    const [first, second, gone, again, newest] = twoIncarnations();

    test("come with every version of their incarnation", async ({ store }) => {
      const changes = [labelChange(at(12), 1), labelChange(at(25), 2, { fromVersion: 1, toVersion: 2 })];
      await store.add(first, second, ...changes);
      await expectAt(store, at(15), first, changes);
      await expectAt(store, END, second, changes);
    });

    test("come with no version of another incarnation", async ({ store }) => {
      const [old, young] = [labelChange(at(25), 1), labelChange(at(55), 2)];
      await store.add(first, second, gone, again, newest, old, young);
      await expectAt(store, at(29), second, [old]);
      await expectAt(store, END, newest, [young]);
    });

    test("are left out where their second holds a deletion", async ({ store }) => {
      const evidence = { aliveSince: at(30.4) };
      await store.add(first, deletion(at(30), 1, evidence), version(1, at(30.4)), labelChange(at(30)));
      await expectAt(store, at(29), first, []);
      await expectAt(store, END, version(1, at(30.4)), []);
    });

    test("are no state themselves", async ({ store }) => {
      await store.add(labelChange(at(10)));
      await expectStates(store, { _tag: "Key", name: NAME }, END, []);
    });

    test("come with a version that lies around a found deletion which is not believed", async ({ store }) => {
      const changes = [labelChange(at(12), 1), labelChange(at(35), 2)];
      await store.add(first, second, found(at(15)), ...changes);
      await expectAt(store, END, second, changes);
    });
  });

/** Tests of `statesAt` for one name. */
export const stateTests = (suite: Suite): void => {
  const { group, test } = suite;
  group("states", () => {
    const told = (title: string, facts: ReadonlyArray<Fact>, check: Parameters<typeof test>[1]): void =>
      test(title, async (bench) => {
        for (const fact of facts) await bench.store.add(fact);
        await check(bench);
      });

    told("leave a name out before its first fact", [FIRST], async ({ store }) => {
      await expectAt(store, before(at(10)), undefined);
      await expectAt(store, 0, undefined);
    });

    told("tell a version from its very millisecond on", [FIRST, SECOND], async ({ store }) => {
      await expectAt(store, at(10), FIRST);
      await expectAt(store, before(at(20.5)), FIRST);
      await expectAt(store, at(20.5), SECOND);
    });

    told("tell a version without end where nothing follows", [FIRST], async ({ store }) => {
      await expectAt(store, END, FIRST);
      await expectAt(store, Date.now(), FIRST);
    });

    told("tell the last of several versions of one millisecond", [version(2, at(10)), FIRST], ({ store }) =>
      expectAt(store, at(10), version(2, at(10))),
    );

    told("tell the newer version by time before number", [version(7, at(10)), version(1, at(20))], ({ store }) =>
      expectAt(store, END, version(1, at(20))),
    );

    told("tell a deletion from the end of its event's second on", [FIRST, GONE], async ({ store }) => {
      await expectAt(store, before(at(20.999)), FIRST);
      await expectAt(store, at(20.999), GONE);
      await expectAt(store, END, GONE);
    });

    told("tell a deletion that a sweep found from its millisecond on", [FIRST, found(at(20.5))], async ({ store }) => {
      await expectAt(store, before(at(20.5)), FIRST);
      await expectAt(store, at(20.5), found(at(20.5)));
    });

    told("tell a deletion of which no version is stored", [GONE], async ({ store }) => {
      await expectAt(store, before(at(20.999)), undefined);
      await expectAt(store, END, GONE);
    });

    told("tell each incarnation of a parameter at its time", twoIncarnations(), async ({ store }) => {
      const [first, second, gone, again, newest] = twoIncarnations();
      await expectAt(store, at(15), first);
      await expectAt(store, at(25), second);
      await expectAt(store, at(35), gone);
      await expectAt(store, at(45), again);
      await expectAt(store, at(55), newest);
    });

    const recreated = [FIRST, GONE, deletion(at(20), 1, { aliveSince: at(20.5) }), AGAIN];
    told("tell the new incarnation of a second in which the old one ended", recreated, async ({ store }) => {
      await expectAt(store, before(at(20.5)), FIRST);
      await expectAt(store, at(20.5), AGAIN);
      await expectAt(store, END, AGAIN);
    });

    const twice = [FIRST, GONE, AGAIN, deletion(at(20), 2)];
    told("tell an incarnation between two deletions of one second", twice, async ({ store }) => {
      await expectAt(store, before(at(20.5)), FIRST);
      await expectAt(store, at(20.5), AGAIN);
      await expectAt(store, before(at(20.999)), AGAIN);
      await expectAt(store, at(20.999), GONE);
    });

    const goesOn = [FIRST, found(at(15)), SECOND];
    told("tell no found deletion between numbers that go on", goesOn, ({ store }) => expectAt(store, at(17), FIRST));

    const seenAlive = [FIRST, found(at(20), { aliveSince: at(10) })];
    told("tell no found deletion against evidence", seenAlive, ({ store }) => expectAt(store, END, FIRST));

    test("tell each name of a path as it was at the instant", async ({ store }) => {
      const other = version(1, at(15), { name: "/app/other" });
      for (const facts of [[FIRST, GONE], [other]]) await store.add(...facts);
      const path = { _tag: "Level", path: "/app/" } as const;
      await expectStates(store, path, at(12), [stateOf(FIRST)]);
      await expectStates(store, path, at(15), [stateOf(FIRST), stateOf(other)]);
      await expectStates(store, path, END, [stateOf(GONE), stateOf(other)]);
    });
  });
  labelTests(suite);
};
