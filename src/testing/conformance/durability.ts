import { expectAdded, expectAll, expectLoaded, expectStates, expectWithin, statesOf } from "./expectations.ts";
import { at, END, everyKind, twoIncarnations, version, versionsOf } from "./facts.ts";
import type { Suite } from "./harness.ts";

/** Tests of durability: all facts are there when a store was closed and opened again. Only durable stores are tested. */
export const durabilityTests = ({ group, test }: Suite): void =>
  group("durability", () => {
    test("keeps every fact of a name when the store is closed", async ({ store, another }) => {
      await store.add(...everyKind());
      await store.close();
      if (!store.port.capabilities.durable) return;
      await expectAll(await another(), everyKind(), END);
    });

    test("keeps the values of versions when the store is closed", async ({ store, another }) => {
      if (!store.port.capabilities.durable) return;
      await store.add(...twoIncarnations());
      await store.close();
      const again = await another();
      for (const fact of versionsOf(twoIncarnations())) await expectLoaded(again, fact);
    });

    test("keeps every name when the store is closed", async ({ store, another }) => {
      if (!store.port.capabilities.durable) return;
      const facts = ["/a", "/b/c", "/d"].map((name) => version(1, at(10), { name }));
      for (const fact of facts) await store.add(fact);
      await store.close();
      const [again, all] = [await another(), { _tag: "Tree", path: "/" } as const];
      await expectStates(again, all, END, statesOf(facts, END));
      await expectWithin(again, all, { since: at(0), until: END }, facts);
    });

    test("knows which facts it has when it is opened again", async ({ store, another }) => {
      if (!store.port.capabilities.durable) return;
      await store.add(...everyKind());
      await store.close();
      await expectAdded(await another(), 1, ...everyKind(), version(2, at(60)));
    });

    test("is told alike by every instance", async ({ store, another }) => {
      const { port } = await another();
      const text = (durable: boolean): string => (durable ? "durable" : "not durable");
      store.compare("another instance", port.capabilities.durable, store.port.capabilities.durable, text);
    });
  });
