import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { expect } from "vitest";
import { isVersion } from "../../../src/domain/model/fact.ts";
import type { ParameterName } from "../../../src/domain/model/parameter-name.ts";
import { everything, type Selection } from "../../../src/domain/model/selection.ts";
import { run } from "../../../src/entry/cli/run.ts";
import type { BackupStore } from "../../../src/ports/backup-store.ts";
import { DEFAULT_TIME, name, versionFactOf } from "../../../src/testing/builders.ts";
import { storeFailures } from "../../support/failures.ts";
import { FakeTerminal } from "../../support/fake-terminal.ts";
import { storeLike } from "../../support/workshop.ts";
import { expectSilence } from "./canary.ts";

const TAGS = storeFailures("").map(({ _tag }) => _tag);

interface Failed {
  readonly _tag: string;
  readonly message: string;
  readonly cause?: unknown;
}

/** What hears an answer: anything that is right, or a failure of a known kind that tells no value. */
type Listener = (answer: E.Either<Failed, unknown>) => void;

const expectKnown = (tags: ReadonlyArray<string>, { _tag, message }: Failed): void => {
  expect(tags).toContain(_tag);
  expect(message).toMatch(/^[^\n]+$/);
};

/** A failure is silent with all that caused it. */
export const listener =
  (tags: ReadonlyArray<string> = TAGS): Listener =>
  (answer) => {
    if (E.isRight(answer)) return;
    expectKnown(tags, answer.left);
    expectSilence(answer.left);
  };

/** A failure is silent but for its cause, which is what somebody else threw. */
export const listenerBesideCauses =
  (tags: ReadonlyArray<string> = TAGS): Listener =>
  (answer) => {
    if (E.isRight(answer)) return;
    expectKnown(tags, answer.left);
    expectSilence({ ...answer.left, cause: undefined });
  };

const INSTANTS = [Number.MIN_SAFE_INTEGER, DEFAULT_TIME, Number.MAX_SAFE_INTEGER];

const SELECTIONS: ReadonlyArray<Selection> = [
  everything,
  { _tag: "Level", path: "/app/" },
  { _tag: "Key", name: name("/app/a") },
];

const askForName = async (store: BackupStore, asked: ParameterName, listen: Listener): Promise<void> => {
  const stored = await store.facts(asked)();
  listen(stored);
  for (const version of (E.isRight(stored) ? stored.right : []).filter(isVersion)) listen(await store.load(version)());
  const tail = await store.tail(asked)();
  listen(tail);
  const facts = [versionFactOf({ name: asked, version: 7, modifiedAt: DEFAULT_TIME + 7000 })];
  listen(await store.append({ name: asked, facts, ...(E.isRight(tail) ? { seen: tail.right } : {}) })());
};

const askForAll = async (store: BackupStore, listen: Listener): Promise<void> => {
  for (const selection of SELECTIONS) {
    for (const instant of INSTANTS) for await (const state of store.statesAt(selection, instant)) listen(state);
    const span = { since: DEFAULT_TIME, until: Number.MAX_SAFE_INTEGER };
    for await (const fact of store.factsWithin(selection, span)) listen(fact);
  }
};

/** What the command line says of a name, with the log at its lowest level. */
const askCommandLine = async (store: BackupStore, asked: string): Promise<void> => {
  const stays = storeLike(store, { close: () => TE.right(undefined) });
  const stores = [{ scheme: "memory", form: "memory:", open: () => TE.right(stays) }];
  for (const flags of [[], ["--json"]]) {
    const terminal = new FakeTerminal();
    const code = await run(["log", asked, ...flags, "--store", "memory:"], terminal, { stores });
    expect([0, 1, 2, 3]).toContain(code);
    expect(terminal.errors).not.toContain("unexpected failure");
    expectSilence(terminal.everything);
  }
};

/**
 * Asks a store all that there is to ask, for names and for everything, directly and through the command line. Nothing
 * may be thrown, nor the canary be heard.
 */
export const askEverything = async (
  store: BackupStore,
  names: ReadonlyArray<string>,
  listen: Listener = listener(),
): Promise<void> => {
  for (const asked of names) {
    await askCommandLine(store, asked);
    await askForName(store, name(asked), listen);
  }
  await askForAll(store, listen);
};
