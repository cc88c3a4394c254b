import { expectAt, expectTail, expectWithin, only } from "./expectations.ts";
import { at, deletion, END, found, labelChange, NAME, version } from "./facts.ts";
import type { Suite } from "./harness.ts";

/** Tests of late facts: the store answers as if every late fact had come in time. */
export const lateFactTests = ({ group, test }: Suite): void =>
  group("late facts", () => {
    test("tells an older version that comes after a newer one at its own time", async ({ store }) => {
      await store.add(version(1, at(10)), version(3, at(30)));
      await expectAt(store, at(25), version(1, at(10)));
      await store.add(version(2, at(20)));
      await expectAt(store, at(25), version(2, at(20)));
      await expectAt(store, END, version(3, at(30)));
    });

    test("leaves the newest version the newest when an older one comes late", async ({ store }) => {
      await store.add(version(2, at(20)));
      await store.add(version(1, at(10)));
      await expectTail(store, [version(1, at(10)), version(2, at(20))]);
    });

    test("tells a version that comes after its deletion at its own time", async ({ store }) => {
      await store.add(deletion(at(20)));
      await store.add(version(1, at(10)));
      await expectAt(store, at(15), version(1, at(10)));
      await expectAt(store, END, deletion(at(20)));
    });

    test("tells a deletion that comes after the re-creation at its own time", async ({ store }) => {
      const [first, again] = [version(1, at(10)), version(1, at(30))];
      await store.add(first, again);
      await expectAt(store, at(25), first);
      await store.add(deletion(at(20)));
      await expectAt(store, at(25), deletion(at(20)));
      await expectAt(store, END, again);
    });

    test("puts a deletion before the version that late evidence names", async ({ store }) => {
      const [first, again] = [version(1, at(10)), version(1, at(20.5))];
      await store.add(first, again, deletion(at(20)));
      await expectAt(store, END, deletion(at(20)));
      await store.add(deletion(at(20), 1, { aliveSince: at(20.5) }));
      await expectAt(store, END, again);
    });

    test("stops believing a found deletion when a version comes whose number goes on", async ({ store }) => {
      await store.add(version(1, at(10)), found(at(20)));
      await expectAt(store, at(25), found(at(20)));
      await store.add(version(2, at(30)));
      await expectAt(store, at(25), version(1, at(10)));
    });

    test("stops believing a found deletion when evidence against it comes", async ({ store }) => {
      await store.add(version(1, at(10)), found(at(20)));
      await expectAt(store, at(25), found(at(20)));
      await store.add(found(at(20), { aliveSince: at(10) }));
      await expectAt(store, at(25), version(1, at(10)));
    });

    test("tells a label change that comes late with its version", async ({ store }) => {
      await store.add(version(1, at(10)), labelChange(at(30), 2));
      await store.add(labelChange(at(20), 1));
      await expectAt(store, END, version(1, at(10)), [labelChange(at(20), 1), labelChange(at(30), 2)]);
    });

    test("gives the label changes of an incarnation away when its deletion comes late", async ({ store }) => {
      const [first, again] = [version(1, at(10)), version(1, at(40))];
      await store.add(first, again, labelChange(at(20), 1), labelChange(at(50), 2));
      await store.add(deletion(at(30)));
      await expectAt(store, at(25), first, [labelChange(at(20), 1)]);
      await expectAt(store, END, again, [labelChange(at(50), 2)]);
    });

    test("tells a late fact in the span of its own time", async ({ store }) => {
      await store.add(version(2, at(20)));
      await store.add(version(1, at(10)));
      await expectWithin(store, only(NAME), { since: at(5), until: at(15) }, [version(1, at(10))]);
    });
  });
