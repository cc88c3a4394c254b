import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { QueuedRecord } from "../../src/application/backup/group-by-parameter.ts";
import { type ProcessDependencies, processBatch } from "../../src/application/backup/process-batch.ts";
import {
  type ChangeEvent,
  changesValue,
  decodeChangeMessage,
  isDeletionEvent,
} from "../../src/domain/events/change-event.ts";
import { type Deletion, type Fact, type LabelChange, versionFact } from "../../src/domain/model/fact.ts";
import type { LiveHistory } from "../../src/domain/model/parameter-version.ts";
import { type Millis, startOfSecond } from "../../src/domain/model/time.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import type { SourceError } from "../../src/ports/source-error.ts";
import { sourceLike, storeLike } from "../support/workshop.ts";
import type { Handle } from "./world.ts";

/** A store that is told other facts than were decided. */
const rewriting = (store: BackupStore, rewrite: (fact: Fact) => ReadonlyArray<Fact>): BackupStore =>
  storeLike(store, { append: (request) => store.append({ ...request, facts: request.facts.flatMap(rewrite) }) });

/** The real use case with something changed below it. */
const changed =
  (change: (dependencies: ProcessDependencies) => Partial<ProcessDependencies>): Handle =>
  (dependencies) =>
    processBatch({ ...dependencies, ...change(dependencies) });

/** The real use case, whose deletions become something else. */
const withDeletions = (turn: (deletion: Deletion, dependencies: ProcessDependencies) => Deletion): Handle =>
  changed((dependencies) => ({
    store: rewriting(dependencies.store, (fact) => [fact._tag === "Deletion" ? turn(fact, dependencies) : fact]),
  }));

/** The real use case, whose label changes become something else. */
const withLabelChanges = (turn: (change: LabelChange) => ReadonlyArray<LabelChange>): Handle =>
  changed(({ store }) => ({
    store: rewriting(store, (fact) => (fact._tag === "LabelChange" ? turn(fact) : [fact])),
  }));

const eventIn = ({ body }: QueuedRecord): ChangeEvent | undefined => {
  const event = decodeChangeMessage(String(body));
  return E.isRight(event) ? event.right : undefined;
};

const handledAs = (record: QueuedRecord) => {
  const event = eventIn(record);
  if (event === undefined) throw new Error("this is no change event");
  const { name, operation } = event;
  return { _tag: "Handled", messageId: record.messageId, name, operation, outcome: "stored" } as const;
};

/** Stores what is there now, under a time of its own choice, for each Create and Update by itself. */
const storesValueUnder =
  (timeOf: (event: ChangeEvent, dependencies: ProcessDependencies) => Millis): Handle =>
  (dependencies) =>
  async (records) => {
    const { source, store } = dependencies;
    const isDeletion = (record: QueuedRecord): boolean => {
      const event = eventIn(record);
      return event !== undefined && isDeletionEvent(event);
    };
    const report = await processBatch(dependencies)(records.filter(isDeletion));
    for (const record of records.filter((candidate) => !isDeletion(candidate))) {
      const event = eventIn(record);
      if (event === undefined || !changesValue(event)) continue;
      await pipe(
        source.history(event.name),
        TE.chainW((live) => {
          const newest = O.isSome(live) ? live.value.at(-1) : undefined;
          if (newest === undefined) return TE.right(0);
          const fact = versionFact({ ...newest, modifiedAt: timeOf(event, dependencies) });
          return store.append({ name: event.name, facts: [fact] });
        }),
      )();
    }
    return { ...report, outcomes: records.map(handledAs) };
  };

/** Handlers that break the promise, each in the way of a design that was, or could have been, tried. */
export const naiveHandlers: Readonly<Record<string, Handle>> = {
  "stores the value that it finds under the event's time": storesValueUnder(({ time }) => time),
  "stores what it finds under the time of the handling, once for each event": storesValueUnder((_, { clock }) =>
    clock.now(),
  ),
  "takes the time of the handling for that of the deletion": withDeletions((deletion, { clock }) => ({
    ...deletion,
    at: startOfSecond(clock.now()),
  })),
  "stores no evidence of what it saw alive": withDeletions(({ aliveSince: _evidence, ...deletion }) => deletion),
  "takes a deletion for the newest event of its second": withDeletions((deletion) => ({
    ...deletion,
    at: deletion.at + 1_000,
  })),
  "takes any failure for the absence of the parameter": changed(({ source }) => ({
    source: sourceLike(source, {
      history: (name) =>
        pipe(
          source.history(name),
          TE.orElse(() => TE.right<SourceError, O.Option<LiveHistory>>(O.none)),
        ),
    }),
  })),
  "stores the newest version only": changed(({ source }) => ({
    source: sourceLike(source, {
      history: (name) =>
        pipe(source.history(name), TE.map(O.map(([first, ...others]) => [others.at(-1) ?? first] as const))),
    }),
  })),
  "takes a stored deletion for the end of what has to be stored": changed(({ store }) => ({
    store: storeLike(store, {
      append: (request) =>
        pipe(
          store.tail(request.name),
          TE.chain(({ deletions }) => (deletions.length > 0 ? TE.right(0) : store.append(request))),
        ),
    }),
  })),
  "acknowledges before it appends": (dependencies) => async (records) => {
    void processBatch(dependencies)(records);
    return { outcomes: records.map(handledAs), appended: 0, gaps: [] };
  },
  "stores no label changes": withLabelChanges(() => []),
  "stores label changes under the second after their event": withLabelChanges((change) => [
    { ...change, at: change.at + 1_000 },
  ]),
  "puts every label onto the first version": withLabelChanges((change) => [{ ...change, toVersion: 1 }]),
  "stores a label change once for each delivery": withLabelChanges((change) => [
    change,
    { ...change, eventId: `${change.eventId}-again` },
  ]),
};
