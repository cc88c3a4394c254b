import assert from "node:assert/strict";
import * as E from "fp-ts/lib/Either.js";
import type * as O from "fp-ts/lib/Option.js";
import type { BackupRecord } from "../../domain/model/backup-record.ts";
import { everything } from "../../domain/model/selection.ts";
import type { Head } from "../../ports/backup-store.ts";
import {
  append,
  appendTo,
  appendUntilKept,
  expectHead,
  expectKept,
  expectLoaded,
  expectStates,
  rightOf,
} from "./expectations.ts";
import type { StoreHarness, Suite } from "./harness.ts";
import { at, deletion, END, NAME, twoLives, version } from "./records.ts";

interface Race {
  readonly title: string;
  /** What is kept when the caller reads the head. */
  readonly before: ReadonlyArray<BackupRecord>;
  /** What another instance appends before the caller does. */
  readonly meanwhile: ReadonlyArray<BackupRecord>;
  /** What the caller appends. */
  readonly late: ReadonlyArray<BackupRecord>;
  /** What has to be kept in the end. */
  readonly after: ReadonlyArray<BackupRecord>;
}

const [FIRST, SECOND, GONE, AGAIN, AGAIN_SECOND] = twoLives();

/** Two versions that differ in everything but their value, so that a mark made of the value alone is the same. */
const sameValue = [1, 2, 3].map((number) => version(number, at(number * 10), { value: "the same" }));

const RACES: ReadonlyArray<Race> = [
  { title: "of an unknown name", before: [], meanwhile: [FIRST], late: [SECOND], after: [FIRST, SECOND] },
  {
    title: "of an unknown name, when its records are older",
    before: [],
    meanwhile: [SECOND],
    late: [FIRST],
    after: [FIRST, SECOND],
  },
  {
    title: "of an unknown name, when its record is there by now",
    before: [],
    meanwhile: [FIRST],
    late: [FIRST],
    after: [FIRST],
  },
  { title: "from before a version", before: [FIRST], meanwhile: [SECOND], late: [GONE], after: [FIRST, SECOND, GONE] },
  {
    title: "from before a version of the same value",
    before: sameValue.slice(0, 1),
    meanwhile: sameValue.slice(1, 2),
    late: sameValue.slice(1),
    after: sameValue,
  },
  {
    title: "from before a deletion",
    before: [FIRST, SECOND],
    meanwhile: [GONE],
    late: [AGAIN],
    after: [FIRST, SECOND, GONE, AGAIN],
  },
  {
    title: "from before a deletion that is appended twice",
    before: [FIRST],
    meanwhile: [GONE],
    late: [GONE],
    after: [FIRST, GONE],
  },
  {
    title: "from before a re-creation",
    before: [FIRST, GONE],
    meanwhile: [AGAIN],
    late: [AGAIN, AGAIN_SECOND],
    after: [FIRST, GONE, AGAIN, AGAIN_SECOND],
  },
  {
    title: "from before a re-creation and another deletion",
    before: [FIRST, GONE],
    meanwhile: [AGAIN, deletion(at(60))],
    late: [AGAIN_SECOND],
    after: [FIRST, GONE, AGAIN, AGAIN_SECOND, deletion(at(60))],
  },
];

/** A stale append may be told of the conflict or be kept correctly; nothing else. */
const appendStale = async ({ store, reopen }: StoreHarness, race: Race): Promise<void> => {
  if (race.before.length > 0) await append(store, ...race.before);
  const stale: O.Option<Head> = await rightOf(store.head(NAME));
  await append(await reopen(), ...race.meanwhile);
  const answer = await appendTo(store, race.late, stale)();
  if (E.isLeft(answer)) assert.equal(answer.left._tag, "StoreConflict");
  else await expectKept(store, race.after);
  await appendUntilKept(store, race.late);
  await expectKept(store, race.after);
};

const lives = (count: number): ReadonlyArray<ReadonlyArray<BackupRecord>> =>
  Array.from({ length: count }, (_, life) => [
    version(1, at(life * 10), { value: `value of life ${life}` }),
    version(2, at(life * 10 + 2), { value: `second value of life ${life}` }),
    deletion(at(life * 10 + 4)),
  ]);

/** Any number of instances may write at once. */
export const concurrencyTests = ({ group, test }: Suite): void =>
  group("concurrency", () => {
    for (const race of RACES) {
      test(`loses and doubles nothing when appending to the head ${race.title}`, (harness) =>
        appendStale(harness, race));
    }

    test("loses and doubles nothing when two instances append many names at once", async ({ store, reopen }) => {
      const other = await reopen();
      const records = Array.from({ length: 40 }, (_, n) => version(1, at(10), { name: `/many/${100 + n}` }));
      const added = await Promise.all(records.map((record, n) => rightOf(appendTo(n % 2 ? other : store, [record]))));
      assert.ok(added.every((count) => count === 1));
      await expectStates(store, END, records);
      await expectStates(other, END, records);
    });

    test("loses and doubles nothing when two instances append to one name at once", async ({ store, reopen }) => {
      const other = await reopen();
      const parts = lives(8);
      await Promise.all(parts.map((records, life) => appendUntilKept(life % 2 === 0 ? store : other, records)));
      await expectKept(store, parts.flat());
      await expectKept(other, parts.flat());
    });

    test("loses and doubles nothing when two instances append the same records at once", async ({ store, reopen }) => {
      const other = await reopen();
      await Promise.all([store, other, store, other].map((instance) => appendUntilKept(instance, twoLives())));
      await expectKept(store, twoLives());
      await expectKept(other, twoLives());
    });

    test("shows through one instance what another one acknowledged", async ({ store, reopen }) => {
      const other = await reopen();
      await expectStates(other, END, []);
      for (const record of twoLives()) {
        await append(store, record);
        await expectHead(other, record);
        await expectStates(other, END, [record], everything);
      }
      await expectKept(other, twoLives());
    });

    test("loads through one instance the version that another one told of", async ({ store, reopen }) => {
      await append(store, ...twoLives());
      const other = await reopen();
      for (const told of await rightOf(store.history(NAME))) {
        const record = twoLives().find(({ at: time }) => time === told.at);
        if (told._tag === "Version" && record?._tag === "Version") await expectLoaded(other, record, { ...told });
      }
    });
  });
