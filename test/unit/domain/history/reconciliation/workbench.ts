import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import type { EventEnvelope } from "../../../../../src/adapters/memory/change-events.ts";
import { InMemoryParameterStore } from "../../../../../src/adapters/memory/in-memory-parameter-store.ts";
import { ManualClock } from "../../../../../src/adapters/memory/manual-clock.ts";
import type { PutParameterInput } from "../../../../../src/adapters/memory/parameter-rules.ts";
import { type ChangeEvent, changesValue, decodeChangeEvent } from "../../../../../src/domain/events/change-event.ts";
import { recordAt, toHistory } from "../../../../../src/domain/history/history.ts";
import { needsKeptHistory, type Reconciliation, reconcile } from "../../../../../src/domain/history/reconciliation.ts";
import { type BackupRecord, identityOf } from "../../../../../src/domain/model/backup-record.ts";
import type { LiveHistory, ParameterVersion } from "../../../../../src/domain/model/parameter-version.ts";
import { endOfSecond, type Millis } from "../../../../../src/domain/model/time.ts";
import { name } from "../../../../../src/testing/builders.ts";

/** A plain, idempotent list of records: the smallest thing that is a backup store. */
export class RecordList {
  readonly #refiles: boolean;
  #records: ReadonlyArray<BackupRecord> = [];

  /** `refiles`: a kept deletion moves to an earlier position when one is appended, as it may in the S3 store. */
  constructor(refiles: boolean) {
    this.#refiles = refiles;
  }

  get history(): ReadonlyArray<BackupRecord> {
    return this.#records;
  }

  get head(): O.Option<BackupRecord> {
    return O.fromNullable(this.#records.at(-1));
  }

  /** Keeps what is new of `records` and answers how many that were. */
  append(records: ReadonlyArray<BackupRecord>): number {
    const known = new Map(this.#records.map((record) => [identityOf(record), record]));
    const moves = (record: BackupRecord): boolean => this.#refiles && record._tag === "Tombstone";
    const added = records.filter((record) => !known.has(identityOf(record)));
    this.#records = toHistory([...this.#records, ...added, ...records.filter(moves)]);
    return added.length;
  }
}

/** 1 May 2024, noon: a whole second. */
export const START: Millis = Date.UTC(2024, 4, 1, 12);

const NAME = name("/app/db");

const decode = (envelope: EventEnvelope): ChangeEvent => {
  const decoded = decodeChangeEvent(envelope);
  if (E.isLeft(decoded)) throw new Error(decoded.left.message);
  return decoded.right;
};

/** What became of one handling. */
export interface Handled extends Reconciliation {
  /** How many records were new to the store. */
  readonly added: number;
}

/**
 * One parameter of an in-memory Parameter Store, and a list of records that its events are handled into. Times are
 * seconds after {@link START}, as decimals: `10.25` is 250 ms into the eleventh second.
 */
export class Workbench {
  readonly clock = new ManualClock(START);
  readonly ssm = new InMemoryParameterStore({ clock: this.clock });
  readonly store: RecordList;

  constructor(refiles = false) {
    this.store = new RecordList(refiles);
  }

  /** Sets the clock. */
  at(seconds: number): this {
    this.clock.set(START + Math.round(seconds * 1000));
    return this;
  }

  /** Creates or updates the parameter, and answers with the event of that. */
  put(input: Partial<PutParameterInput> = {}): ChangeEvent {
    const exists = O.isSome(this.live());
    this.ssm.putParameter({ name: NAME, value: "x", ...(exists ? {} : { type: "String" }), ...input, overwrite: true });
    return this.lastEvent();
  }

  /** Deletes the parameter, and answers with the event of that. */
  remove(): ChangeEvent {
    this.ssm.deleteParameter(NAME);
    return this.lastEvent();
  }

  /** Labels the newest version. */
  label(label: string): void {
    this.ssm.labelParameterVersion(NAME, [label]);
  }

  /** Every event so far that can have changed a value, in the order of the changes. */
  get events(): ReadonlyArray<ChangeEvent> {
    return this.ssm.events.map(decode).filter(changesValue);
  }

  lastEvent(): ChangeEvent {
    const event = this.events.at(-1);
    if (event === undefined) throw new Error("nothing happened yet");
    return event;
  }

  /** What SSM has now. */
  live(): O.Option<LiveHistory> {
    return O.tryCatch(() => this.ssm.getParameterHistory(NAME));
  }

  /** Handles events together, as the back-up does: head, live history, kept history if wanted, decide, append. */
  handle(...events: ReadonlyArray<ChangeEvent>): Handled {
    const head = this.store.head;
    const live = this.live();
    const kept = needsKeptHistory(events, head) ? { kept: this.store.history } : {};
    const decided = reconcile({ events, head, live, ...kept });
    return { ...decided, added: this.store.append(decided.records) };
  }

  /** The version that {@link put} made last. */
  newest(): ParameterVersion {
    return this.ssm.getParameter(NAME);
  }

  /** Handles events anew after an attempt that saw `seenEarlier` found that the head had moved. */
  handleAgain(events: ReadonlyArray<ChangeEvent>, seenEarlier: ReadonlyArray<ParameterVersion>): Handled {
    const head = this.store.head;
    const kept = needsKeptHistory(events, head) ? { kept: this.store.history } : {};
    const decided = reconcile({ events, head, live: this.live(), seenEarlier, ...kept });
    return { ...decided, added: this.store.append(decided.records) };
  }

  /** The kept history, oldest first, as `v1@0` and `deleted@10`: versions at their own time, deletions at their second. */
  timeline(): ReadonlyArray<string> {
    return this.store.history.map((record) =>
      record._tag === "Version"
        ? `v${record.version}@${(record.modifiedAt - START) / 1000}`
        : `deleted@${(record.deletedAt - START) / 1000}`,
    );
  }

  /** What is kept as the state at the end of a second. */
  stateAt(seconds: number): string {
    const record = recordAt(this.store.history, endOfSecond(START + seconds * 1000));
    if (O.isNone(record)) return "nothing";
    return record.value._tag === "Version" ? `v${record.value.version}` : "deleted";
  }
}
