import { inspect } from "node:util";
import { everything } from "../../domain/model/selection.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { factsFrom, factsOf, statesFrom, summaryOf, tailFrom } from "./expectations.ts";
import { at, END, version } from "./facts.ts";
import type { Suite } from "./harness.ts";

const CANARY = "canary-of-the-conformance-suite";
const FACT = version(1, at(10), { value: CANARY });

const shows = (thing: unknown): boolean =>
  `${inspect(thing, { depth: null, showHidden: true })}${JSON.stringify(thing)}`.includes(CANARY);

const withoutCause = ({ cause: _, ...error }: StoreError): Omit<StoreError, "cause"> => error;

/** Tests of secrets: a printed answer shows no value. */
export const secretTests = ({ group, test }: Suite): void =>
  group("secrets", () => {
    test("are not shown by a loaded version that is printed", async ({ store }) => {
      await store.add(FACT);
      const loaded = await store.succeed("load", store.port.load(summaryOf(FACT)));
      store.check("load, printed,", !shows(loaded) && !`${loaded.value}`.includes(CANARY), "showed the value");
    });

    test("are in no answer but that of load", async ({ store }) => {
      await store.add(FACT);
      const answers = {
        facts: await factsOf(store),
        tail: await tailFrom(store),
        statesAt: await statesFrom(store, everything, END),
        factsWithin: await factsFrom(store, everything, { since: at(0), until: END }),
      };
      for (const [call, answer] of Object.entries(answers)) {
        const holdsValue = JSON.stringify(answer).includes('"value"');
        store.check(call, !shows(answer) && !holdsValue, "gave the value, expected a summary");
      }
    });

    for (const side of ["before", "after"] as const) {
      test(`are not shown by the failure of an append ${side} its effect`, async ({ store, failNext }) => {
        failNext(side);
        const error = await store.fail("append", store.append([FACT]));
        store.check("append", !shows(withoutCause(error)), "failed with a message that quotes the value");
      });

      test(`are not shown by the failure of a load ${side} its effect`, async ({ store, failNext }) => {
        await store.add(FACT);
        failNext(side);
        const error = await store.fail("load", store.port.load(summaryOf(FACT)));
        store.check("load", !shows(withoutCause(error)), "failed with a message that quotes the value");
      });
    }
  });
