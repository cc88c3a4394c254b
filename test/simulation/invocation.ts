import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { NameGap, ProcessReport } from "../../src/application/backup/process-batch.ts";
import type { Gap } from "../../src/domain/history/history.ts";
import { identityOf, isTombstone, type RecordSummary } from "../../src/domain/model/backup-record.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import type { LiveHistory } from "../../src/domain/model/parameter-version.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import type { Logger } from "../../src/ports/logger.ts";
import type { ParameterSource } from "../../src/ports/parameter-source.ts";
import {
  type SourceError,
  sourceAccessDenied,
  sourceThrottled,
  sourceUnavailable,
} from "../../src/ports/source-error.ts";
import { collect } from "../support/collect.ts";
import type { Message } from "./channel.ts";
import { labelOfRecord } from "./labels.ts";
import type { Refusal } from "./step.ts";
import type { Turnstile } from "./turnstile.ts";

/** One reading of a name's live history, and what the store had at that moment. */
export interface Look {
  readonly name: ParameterName;
  readonly live: LiveHistory | undefined;
  /** When it was read, by Parameter Store's clock: not before what happened last. */
  readonly at: Millis;
  /** Only where a look into the store can matter for the oracle; see `World`. */
  readonly kept: ReadonlyArray<RecordSummary>;
}

/** One batch in the hands of one process, and everything that it saw and did. */
export interface Invocation {
  readonly process: string;
  /** When it began. */
  readonly since: Millis;
  readonly messages: ReadonlyArray<Message>;
  readonly looks: Look[];
  /** What it tried to append, by name: see `labelOfRecord`. */
  readonly appends: Map<ParameterName, Set<string>>;
  /** The deletions that its last reading of a name's kept history told of; see `identityOf`. */
  readonly read: Map<ParameterName, ReadonlySet<string>>;
  /** The deletions that it tried to append, by name, each with those that it had read of when it first did. */
  readonly tried: Map<ParameterName, Map<string, ReadonlySet<string>>>;
  /** The gaps that it logged; they stand even when it dies. */
  readonly told: NameGap[];
  /** Missing while it runs, and for ever when the process died. */
  report?: ProcessReport;
  /** When it reported a gap: the numbers of the versions that had been and were not kept, by name. */
  readonly lostThen: Map<ParameterName, ReadonlyArray<number>>;
  /** Of a sweep that came to its end: the names that it could not compare. */
  failed?: ReadonlySet<unknown>;
}

/** A log that nobody reads. */
export const QUIET: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const errorOf = (how: Refusal): SourceError => {
  switch (how) {
    case "throttled":
      return sourceThrottled("the simulation throttles");
    case "denied":
      return sourceAccessDenied("the simulation denies access");
    case "timeout-before":
      return sourceUnavailable("the simulation lost the answer");
  }
};

/** A listing that is read at once, when the program lets it through. */
async function* passed(
  listing: ReturnType<ParameterSource["list"]>,
  turnstile: Turnstile,
  process: string,
): ReturnType<ParameterSource["list"]> {
  yield* await turnstile.pass(process, {
    port: "source",
    effect: () => collect(listing),
    fail: async (how) => [E.left(errorOf(how))],
  });
}

/** Parameter Store as one invocation reads it: its calls wait at the turnstile, and what it saw is remembered. */
export const watchedSource = (
  source: ParameterSource,
  turnstile: Turnstile,
  invocation: Invocation,
  keptOf: (name: ParameterName) => Promise<ReadonlyArray<RecordSummary>>,
  now: (name: ParameterName) => Millis,
): ParameterSource => ({
  history: (name) => () =>
    turnstile.pass(invocation.process, {
      port: "source",
      effect: async () => {
        const answer = await source.history(name)();
        if (E.isRight(answer)) {
          invocation.looks.push({ name, live: O.toUndefined(answer.right), at: now(name), kept: await keptOf(name) });
        }
        return answer;
      },
      fail: async (how) => E.left(errorOf(how)),
    }),
  // Nothing that has to be kept hangs on it, so programs need not say when it is let through.
  tags: (name) => source.tags(name),
  list: (selection) => passed(source.list(selection), turnstile, invocation.process),
  close: () => source.close(),
});

/** A store that remembers what an invocation read last and tried to append. */
export const watchedStore = (store: BackupStore, { appends, read, tried }: Invocation): BackupStore => ({
  capabilities: store.capabilities,
  append: (request) => {
    const labels = appends.get(request.name) ?? new Set();
    appends.set(request.name, labels);
    for (const record of request.records) labels.add(labelOfRecord(record));
    const deletions = tried.get(request.name) ?? new Map<string, ReadonlySet<string>>();
    tried.set(request.name, deletions);
    for (const identity of request.records.filter(isTombstone).map(identityOf)) {
      if (!deletions.has(identity)) deletions.set(identity, read.get(request.name) ?? new Set());
    }
    return store.append(request);
  },
  head: (name) => store.head(name),
  history: (name) =>
    pipe(
      store.history(name),
      TE.map((kept) => {
        read.set(name, new Set(kept.filter(isTombstone).map(identityOf)));
        return kept;
      }),
    ),
  statesAt: (selection, instant) => store.statesAt(selection, instant),
  load: (version) => store.load(version),
  close: () => store.close(),
});

const isNameGap = (fields: unknown): fields is { readonly name: ParameterName; readonly gap: Gap } =>
  typeof fields === "object" && fields !== null && "name" in fields && "gap" in fields;

/** A log of which only the gaps are remembered, and of a sweep the names that it could not compare. */
export const watchedLogger = ({ told }: Invocation, failed: Set<unknown> = new Set()): Logger => ({
  ...QUIET,
  warn: (_message, fields) => {
    if (isNameGap(fields)) told.push({ name: fields.name, ...fields.gap });
  },
  error: (_message, fields) => {
    failed.add(fields?.["name"]);
  },
});
