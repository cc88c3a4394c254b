/**
 * A process of its own that runs the real handler, for the crash tests: `node host.ts`, with an {@link Assignment} as
 * JSON on standard input. It prints a line with the acknowledged message ids after each batch, and may kill itself
 * between two calls of a port.
 */
import { text } from "node:stream/consumers";
import * as TE from "fp-ts/lib/TaskEither.js";
import { openS3BackupStore } from "../../../src/adapters/aws-s3/open-s3-backup-store.ts";
import type { EventEnvelope } from "../../../src/adapters/memory/change-events.ts";
import { openSqliteBackupStore } from "../../../src/adapters/sqlite/sqlite-backup-store.ts";
import { createFunctions } from "../../../src/index.ts";
import type { BackupStore } from "../../../src/ports/backup-store.ts";
import type { ParameterSource } from "../../../src/ports/parameter-source.ts";
import type { StoreError } from "../../../src/ports/store-error.ts";
import { sqsEvent } from "../../../src/testing/builders.ts";
import { type Change, replayed } from "./program.ts";

/** A message of the queue. */
export interface Message {
  readonly id: string;
  readonly envelope: EventEnvelope;
}

/** What a host has to do. */
export interface Assignment {
  /** The path of a file, or the name of a bucket. */
  readonly store: { readonly sqlite: string } | { readonly bucket: string };
  /** What happened in Parameter Store up to now. */
  readonly changes: ReadonlyArray<Change>;
  readonly messages: ReadonlyArray<Message>;
  readonly batchSize: number;
  /** Dies before the call of a port with this number, counted from 1, or after its effect. */
  readonly dies?: { readonly call: number; readonly when: "before" | "after" };
}

const open = (store: Assignment["store"]): TE.TaskEither<StoreError, BackupStore> =>
  "sqlite" in store
    ? openSqliteBackupStore(store.sqlite)
    : TE.right(openS3BackupStore({ bucket: store.bucket, pathStyle: true }));

const die = (): void => {
  process.kill(process.pid, "SIGKILL");
};

/** Counts the calls of all ports, and lets the process die at the one that was told. */
const mortal = (dies: Assignment["dies"]) => {
  let calls = 0;
  return <L, A>(call: TE.TaskEither<L, A>): TE.TaskEither<L, A> =>
    async () => {
      calls += 1;
      const isLast = calls === dies?.call;
      if (isLast && dies?.when === "before") die();
      const answer = await call();
      if (isLast) die();
      return answer;
    };
};

const mortalStore = (inner: BackupStore, around: ReturnType<typeof mortal>): BackupStore => ({
  capabilities: inner.capabilities,
  append: (request) => around(inner.append(request)),
  tail: (name) => around(inner.tail(name)),
  facts: (name) => around(inner.facts(name)),
  statesAt: (selection, instant, isRead) => inner.statesAt(selection, instant, isRead),
  factsWithin: (selection, span) => inner.factsWithin(selection, span),
  load: (version) => around(inner.load(version)),
  close: () => inner.close(),
});

const mortalSource = (inner: ParameterSource, around: ReturnType<typeof mortal>): ParameterSource => ({
  history: (name) => around(inner.history(name)),
  tags: (name) => around(inner.tags(name)),
  list: (selection) => inner.list(selection),
  close: () => inner.close(),
});

const { store, changes, messages, batchSize, dies }: Assignment = JSON.parse(await text(process.stdin));
const around = mortal(dies);
const { handler } = createFunctions({
  store: "mortal:",
  source: "mortal:",
  defaultLogLevel: "silent",
  stores: [
    {
      scheme: "mortal",
      form: "mortal:",
      open: () => TE.map((inner: BackupStore) => mortalStore(inner, around))(open(store)),
    },
  ],
  sources: [{ scheme: "mortal", form: "mortal:", open: () => TE.right(mortalSource(replayed(changes), around)) }],
});

console.log("ready");
for (let start = 0; start < messages.length; start += batchSize) {
  const batch = messages.slice(start, start + batchSize);
  const event = sqsEvent(
    batch.map(({ envelope }) => envelope),
    batch.map(({ id }) => id),
  );
  const { batchItemFailures } = await handler(event);
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  console.log(JSON.stringify(batch.map(({ id }) => id).filter((id) => !failed.has(id))));
}
