import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { SqsEvent } from "../../src/adapters/aws-lambda/sqs-event.ts";
import { type ProcessDependencies, processQueueEvent } from "../../src/application/backup/process-batch.ts";
import {
  type ChangeEvent,
  changesValue,
  decodeChangeMessage,
  isDeletion,
} from "../../src/domain/events/change-event.ts";
import { type BackupRecord, versionRecord } from "../../src/domain/model/backup-record.ts";
import type { LiveHistory } from "../../src/domain/model/parameter-version.ts";
import { endOfSecond, type Millis, startOfSecond } from "../../src/domain/model/time.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import type { SourceError } from "../../src/ports/source-error.ts";
import { sourceLike, storeLike } from "../support/workshop.ts";
import type { Handle } from "./world.ts";

/** A store that is told other records than were decided. */
const rewriting = (store: BackupStore, rewrite: (record: BackupRecord) => BackupRecord): BackupStore =>
  storeLike(store, { append: (request) => store.append({ ...request, records: request.records.map(rewrite) }) });

/** The real use case with something changed below it. */
const changed =
  (change: (dependencies: ProcessDependencies) => Partial<ProcessDependencies>): Handle =>
  (dependencies) =>
    processQueueEvent({ ...dependencies, ...change(dependencies) });

const changesOf = ({ Records }: SqsEvent): ReadonlyArray<ChangeEvent> =>
  Records.flatMap(({ body }) => {
    const event = decodeChangeMessage(String(body));
    return E.isRight(event) && changesValue(event.right) ? [event.right] : [];
  });

/** Keeps what is there now, under a time of its own choice, for each Create and Update by itself. */
const keepsValueUnder =
  (timeOf: (event: ChangeEvent, dependencies: ProcessDependencies) => Millis): Handle =>
  (dependencies) =>
  async (event) => {
    const { source, store } = dependencies;
    const report = await processQueueEvent({ ...dependencies, source: sourceLike(source, {}) })({
      Records: event.Records.filter(({ body }) => {
        const change = decodeChangeMessage(String(body));
        return E.isRight(change) && isDeletion(change.right);
      }),
    });
    for (const change of changesOf(event).filter((candidate) => !isDeletion(candidate))) {
      const at = timeOf(change, dependencies);
      await pipe(
        TE.Do,
        TE.bind("live", () => source.history(change.name)),
        TE.bindW("expected", () => store.head(change.name)),
        TE.chainW(({ live, expected }) => {
          const newest = O.isSome(live) ? live.value.at(-1) : undefined;
          return newest === undefined
            ? TE.right(0)
            : store.append({ name: change.name, expected, records: [versionRecord({ ...newest, modifiedAt: at })] });
        }),
      )();
    }
    return { ...report, outcomes: event.Records.map(({ messageId }) => answered(messageId, event)) };
  };

const answered = (messageId: string, event: SqsEvent) => {
  const body = event.Records.find((record) => record.messageId === messageId)?.body;
  const change = decodeChangeMessage(String(body));
  if (E.isLeft(change)) throw new Error(change.left.message);
  const { name, operation } = change.right;
  return { _tag: "Handled", messageId, name, operation, outcome: "kept", status: 200 } as const;
};

/** Handlers that break the promise, each in the way of a design that was, or could have been, tried. */
export const naiveHandlers: Readonly<Record<string, Handle>> = {
  "files the value that it finds under the event's time": keepsValueUnder(({ time }) => time),
  "files what it finds under the time of the handling, once for each event": keepsValueUnder((_, { clock }) =>
    clock.now(),
  ),
  "takes the time of the handling for that of the deletion": changed(({ store, clock }) => ({
    store: rewriting(store, (record) => {
      const now = clock.now();
      return record._tag === "Version"
        ? record
        : { ...record, deletedAt: startOfSecond(now), at: endOfSecond(now), rank: 1 };
    }),
  })),
  "puts every deletion at the end of its second": changed(({ store }) => ({
    store: rewriting(store, (record) =>
      record._tag === "Version" ? record : { ...record, at: endOfSecond(record.deletedAt), rank: 1 },
    ),
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
  "keeps the newest version only": changed(({ source }) => ({
    source: sourceLike(source, {
      history: (name) =>
        pipe(source.history(name), TE.map(O.map(([first, ...others]) => [others.at(-1) ?? first] as const))),
    }),
  })),
  "appends without a look at who was faster": changed(({ store }) => ({
    store: storeLike(store, {
      append: (request) =>
        pipe(
          store.head(request.name),
          TE.chain((expected) => store.append({ ...request, expected })),
        ),
    }),
  })),
  "acknowledges before it appends": (dependencies) => async (event) => {
    void processQueueEvent(dependencies)(event);
    return {
      outcomes: event.Records.map(({ messageId }) => answered(messageId, event)),
      appended: 0,
      gaps: [],
    };
  },
};
