import * as E from "fp-ts/lib/Either.js";
import { everything } from "../../domain/model/selection.ts";
import { END_OF_TIME } from "../../domain/model/time.ts";
import { expectWithin, only } from "./expectations.ts";
import { at, deletion, END, everyKind, found, NAME, version } from "./facts.ts";
import type { Suite } from "./harness.ts";

const path = { _tag: "Level", path: "/app/" } as const;

/** `factsWithin`: the facts of a selection in a span of time. */
export const spanTests = ({ group, test }: Suite): void =>
  group("span", () => {
    const ends = [version(1, at(10)), version(2, at(20)), version(3, at(30))] as const;

    test("includes both of its ends", async ({ store }) => {
      await store.add(...ends);
      await expectWithin(store, only(NAME), { since: at(10), until: at(20) }, ends.slice(0, 2));
      await expectWithin(store, only(NAME), { since: at(20), until: at(20) }, [ends[1]]);
    });

    test("begins at its first millisecond", async ({ store }) => {
      await store.add(...ends);
      await expectWithin(store, only(NAME), { since: at(10) + 1, until: END }, ends.slice(1));
    });

    test("ends after its last millisecond", async ({ store }) => {
      await store.add(...ends);
      await expectWithin(store, only(NAME), { since: at(0), until: at(30) - 1 }, ends.slice(0, 2));
    });

    for (const fact of everyKind()) {
      const time = fact._tag === "Version" ? fact.modifiedAt : fact.at;
      test(`tells a ${fact._tag} by its own time, ${time - at(0)} ms into the day`, async ({ store }) => {
        await store.add(...everyKind());
        await expectWithin(store, only(NAME), { since: time, until: time }, [fact]);
        await expectWithin(store, only(NAME), { since: time - 1, until: time - 1 }, []);
        await expectWithin(store, only(NAME), { since: time + 1, until: time + 1 }, []);
      });
    }

    test("holds everything when it is all of time", async ({ store }) => {
      await store.add(...everyKind());
      await expectWithin(store, everything, { since: 0, until: END_OF_TIME }, everyKind());
    });

    test("holds nothing when it ends before it begins", async ({ store }) => {
      await store.add(...everyKind());
      await expectWithin(store, only(NAME), { since: at(20), until: at(10) }, []);
    });

    test("holds a fact once that was appended twice", async ({ store, another }) => {
      await store.add(...everyKind());
      await (await another()).add(...everyKind());
      await expectWithin(store, only(NAME), { since: at(0), until: END }, everyKind());
    });

    test("holds a deletion that other facts contradict", async ({ store }) => {
      const facts = [version(1, at(10)), found(at(15)), version(2, at(20))];
      await store.add(...facts);
      await expectWithin(store, only(NAME), { since: at(12), until: at(18) }, [found(at(15))]);
    });

    test("holds the facts of every name of its selection", async ({ store }) => {
      const other = [version(1, at(15), { name: "/app/other" }), deletion(at(25), 1, { name: "/app/other" })];
      await store.add(version(1, at(10)), version(2, at(20)));
      await store.add(...other);
      await expectWithin(store, path, { since: at(12), until: at(22) }, [version(2, at(20)), ...other.slice(0, 1)]);
    });

    test("can be left early, and asked again", async ({ store }) => {
      await store.add(...everyKind());
      const span = { since: at(0), until: END };
      for await (const fact of store.port.factsWithin(everything, span)) {
        store.check("factsWithin", E.isRight(fact), "gave a failure, expected a fact");
        break;
      }
      await expectWithin(store, everything, span, everyKind());
    });
  });
