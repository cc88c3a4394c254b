import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { compareForWriting, type Deletion, type Fact, identityOf } from "../../domain/model/fact.ts";
import { everything } from "../../domain/model/selection.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { StoreError } from "../../ports/store-error.ts";
import type { CheckedStore } from "./checked-store.ts";
import { expectAll, factsOf, summaryOf } from "./expectations.ts";
import { at, byIdentity, deletion, END, everyKind, labelChange, NAME, twoIncarnations, version } from "./facts.ts";
import type { Bench, Suite } from "./harness.ts";
import { factsText } from "./texts.ts";

const SIDES = ["before", "after"] as const;
type Side = (typeof SIDES)[number];

const READS: Readonly<Record<string, (store: BackupStore) => TE.TaskEither<StoreError, unknown>>> = {
  tail: (store) => store.tail(NAME),
  facts: (store) => pipe(store.facts(NAME), TE.map(byIdentity)),
  load: (store) => store.load(summaryOf(twoIncarnations()[1])),
};

const STREAMS: Readonly<Record<string, (store: BackupStore) => AsyncIterable<E.Either<StoreError, unknown>>>> = {
  statesAt: (store) => store.statesAt(everything, END),
  factsWithin: (store) => store.factsWithin(everything, { since: at(0), until: END }),
};

const GONE = deletion(at(20));
const ALIVE: Deletion = { ...GONE, aliveSince: at(20.4) };

interface Append {
  /** The facts that are stored before. */
  readonly known: ReadonlyArray<Fact>;
  readonly added: ReadonlyArray<Fact>;
  /** The facts that have to be stored in the end. Default: `known` and `added`. */
  readonly end?: ReadonlyArray<Fact>;
}

const APPENDS: Readonly<Record<string, Append>> = {
  "a first version": { known: [], added: [version(1, at(10))] },
  "several facts of an unknown name": { known: [], added: twoIncarnations() },
  "several facts of a known name": { known: twoIncarnations().slice(0, 2), added: twoIncarnations().slice(2) },
  "a deletion": { known: [version(1, at(10))], added: [GONE] },
  "a late deletion": { known: [version(1, at(10)), version(1, at(30))], added: [GONE] },
  "a late version": { known: [version(2, at(20))], added: [version(1, at(10))] },
  "a re-creation": { known: [version(1, at(10)), GONE], added: [version(1, at(30))] },
  "a label change": { known: [version(1, at(10))], added: [labelChange(at(20))] },
  evidence: { known: [version(1, at(10)), GONE], added: [ALIVE], end: [version(1, at(10)), ALIVE] },
};

/** Checks the facts after a failed append: the oldest of the added facts may be stored, and no earlier fact is lost. */
const expectPrefix = async (store: CheckedStore, { known, added }: Append): Promise<void> => {
  const told = new Set((await factsOf(store)).map(identityOf));
  const isTold = (fact: Fact): boolean => told.has(identityOf(fact));
  const before = known.map(identityOf);
  const order = added.filter((fact) => !before.includes(identityOf(fact))).toSorted(compareForWriting);
  store.check("facts", known.every(isTold), `lost some of ${factsText(known)}`);
  store.check("facts", told.size <= known.length + order.length, "told of facts that nobody appended");
  const stored = order.filter(isTold);
  store.compare("facts", stored, order.slice(0, stored.length), factsText);
};

/** The facts are handed over newest first, since a store has to bring them into the order of writing. */
const failAppend = async ({ store, failNext }: Bench, side: Side, append: Append): Promise<void> => {
  const { known, end = [...known, ...append.added] } = append;
  const added = append.added.toReversed();
  if (known.length > 0) await store.add(...known);
  failNext(side);
  await store.fail(`append ${factsText(added)}`, store.append(added));
  await expectPrefix(store, append);
  await store.add(...added);
  await expectAll(store, end, END);
};

const textsOf = async (stream: AsyncIterable<E.Either<StoreError, unknown>>) => {
  const texts: string[] = [];
  const failures: { readonly error: StoreError; readonly index: number }[] = [];
  let index = 0;
  for await (const answer of stream) {
    if (E.isLeft(answer)) failures.push({ error: answer.left, index });
    else texts.push(JSON.stringify(answer.right));
    index += 1;
  }
  return { texts: texts.sort(), failures };
};

/** Checks a stream under a fault: true answers, then the failure, then the end. */
const failStream = async (
  { store, failNext }: Bench,
  side: Side,
  call: string,
  open: (store: BackupStore) => AsyncIterable<E.Either<StoreError, unknown>>,
): Promise<void> => {
  for (const name of ["/a", "/b", "/c"]) await store.add(version(1, at(10), { name }));
  const whole = await textsOf(open(store.port));
  failNext(side);
  const { texts, failures } = await textsOf(open(store.port));
  store.compare(call, failures.length, 1, (count) => `a stream with ${count} failures`);
  for (const { error, index } of failures) {
    store.expectKnown(call, error);
    store.compare(call, index, texts.length, (count) => `a failure after ${count} answers`);
  }
  store.check(call, new Set(texts).size === texts.length, "told something twice before the failure");
  const isTrue = texts.every((text) => whole.texts.includes(text));
  store.check(call, isTrue, "told something untrue before the failure");
  store.compare(call, await textsOf(open(store.port)), whole, (answers) => `${answers.texts.length} answers`);
};

/** A failure is told as a failure, leaves nothing half-told, and is mended by trying again. */
export const failureTests = ({ group, test }: Suite): void =>
  group("failures", () => {
    for (const side of SIDES) {
      for (const [title, append] of Object.entries(APPENDS)) {
        test(`${side} the effect of an append of ${title} are told, and mended by appending again`, (bench) =>
          failAppend(bench, side, append));
      }

      for (const [call, read] of Object.entries(READS)) {
        test(`${side} the effect of ${call} are told, and gone with the next ${call}`, async ({ store, failNext }) => {
          await store.add(...twoIncarnations(), ...everyKind().slice(1, 2));
          const answer = await store.succeed(call, read(store.port));
          failNext(side);
          await store.fail(call, read(store.port));
          store.compare(call, await store.succeed(call, read(store.port)), answer, () => "another answer than before");
        });
      }

      for (const [call, open] of Object.entries(STREAMS)) {
        test(`${side} the effect of ${call} end its stream`, (bench) => failStream(bench, side, call, open));
      }
    }
  });
