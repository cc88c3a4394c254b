import * as E from "fp-ts/lib/Either.js";
import type { Fact } from "../../domain/model/fact.ts";
import type { Scope } from "../../domain/model/scope.ts";
import type { CheckedStore } from "./checked-store.ts";
import { expectFacts } from "./expectations.ts";
import { at, NAME, version } from "./facts.ts";
import type { Suite } from "./harness.ts";

const FIRST = version(1, at(10));
const SECOND = version(2, at(20));

const told = async (store: CheckedStore, owner: Scope, ...facts: ReadonlyArray<Fact>): Promise<void> => {
  await store.succeed("append with an owner", store.append(facts, { owner }));
};

const refused = async (store: CheckedStore, owner: Scope, ...facts: ReadonlyArray<Fact>): Promise<void> => {
  const call = "append with another owner";
  const { _tag } = await store.fail(call, store.append(facts, { owner }));
  store.compare(call, _tag, "StoreMisconfigured", String);
};

/** Tests of owners: a store remembers the account and region of the stored parameters. */
export const ownerTests = ({ group, test, owner }: Suite): void =>
  group("owner", () => {
    const otherAccount: Scope = { ...owner, account: "999999999999" };
    const otherRegion: Scope = { ...owner, region: "ap-southeast-9" };

    test("may append again", async ({ store }) => {
      await told(store, owner, FIRST);
      await told(store, { ...owner }, SECOND);
      await expectFacts(store, [FIRST, SECOND]);
    });

    test("of another account is refused", async ({ store }) => {
      await told(store, owner, FIRST);
      await refused(store, otherAccount, SECOND);
    });

    test("of another region is refused", async ({ store }) => {
      await told(store, owner, FIRST);
      await refused(store, otherRegion, SECOND);
    });

    test("that is refused stores nothing", async ({ store }) => {
      await told(store, owner, FIRST);
      await refused(store, otherAccount, SECOND);
      await expectFacts(store, [FIRST]);
    });

    test("that is refused does not take the first one's place", async ({ store }) => {
      await told(store, owner, FIRST);
      await refused(store, otherAccount, SECOND);
      await told(store, owner, SECOND);
      await refused(store, otherAccount, FIRST);
    });

    test("is compared for every name", async ({ store }) => {
      await told(store, owner, FIRST);
      await refused(store, otherAccount, version(1, at(10), { name: "/other" }));
    });

    test("is compared where every fact is stored already", async ({ store }) => {
      await told(store, owner, FIRST);
      await refused(store, otherAccount, FIRST);
    });

    test("that is unknown is not compared", async ({ store }) => {
      await store.add(FIRST);
      await told(store, owner, SECOND);
      await store.add(version(3, at(30)));
      await refused(store, otherAccount, version(4, at(40)));
      await expectFacts(store, [FIRST, SECOND, version(3, at(30))], NAME);
    });

    test("is compared by every instance", async ({ store, another }) => {
      const other = await another();
      await told(store, owner, FIRST);
      await refused(other, otherAccount, SECOND);
    });

    test("is one of several that are told at once", async ({ store, another }) => {
      const other = await another();
      const answers = await Promise.all(
        [store.append([FIRST], { owner }), other.append([SECOND], { owner: otherAccount })].map((task) => task()),
      );
      const taken = answers.filter(E.isRight).length;
      store.check("one of two appends with different owners at once", taken <= 1, "was to be refused, both succeeded");
    });

    test("is remembered after the store was closed", async ({ store, another }) => {
      await told(store, owner, FIRST);
      if (!store.port.capabilities.durable) return;
      await store.close();
      await refused(await another(), otherAccount, SECOND);
    });
  });
