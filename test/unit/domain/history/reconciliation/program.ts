import fc from "fast-check";
import * as O from "fp-ts/lib/Option.js";
import { expect } from "vitest";
import type { ChangeEvent } from "../../../../../src/domain/events/change-event.ts";
import { needsKeptHistory, reconcile } from "../../../../../src/domain/history/reconciliation.ts";
import { type BackupRecord, identityOf, versionRecord } from "../../../../../src/domain/model/backup-record.ts";
import type { ParameterVersion } from "../../../../../src/domain/model/parameter-version.ts";
import { type Millis, startOfSecond } from "../../../../../src/domain/model/time.ts";
import { Workbench } from "./workbench.ts";

/**
 * One step of a random program: wait some milliseconds, then act. Picks choose the events of a handling. In a `race`
 * other steps happen between the moments at which a handling reads the head, reads the live history, and appends.
 */
export type Step = {
  readonly wait: number;
  readonly picks: ReadonlyArray<number>;
} & (
  | { readonly act: "put" | "delete" | "label" | "handle" }
  | { readonly act: "race"; readonly beforeLook: ReadonlyArray<Step>; readonly afterLook: ReadonlyArray<Step> }
);

/** Nothing, some milliseconds, up to two seconds, or days. */
const wait = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 400 }) },
  { weight: 4, arbitrary: fc.integer({ min: 400, max: 2000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 86_400_000, max: 400_000_000 }) },
);

const picks = fc.array(fc.nat(30), { minLength: 1, maxLength: 4 });

const plainStep = (...acts: ReadonlyArray<"put" | "delete" | "label" | "handle">): fc.Arbitrary<Step> =>
  fc.record({ wait, act: fc.constantFrom(...acts), picks });

const quickStep = plainStep("put", "put", "put", "put", "delete", "delete", "label", "handle", "handle", "handle");

const race: fc.Arbitrary<Step> = fc.record({
  wait,
  act: fc.constant("race" as const),
  picks,
  beforeLook: fc.array(plainStep("put", "delete", "handle"), { maxLength: 3 }),
  afterLook: fc.array(plainStep("put", "delete", "handle"), { maxLength: 4 }),
});

/** Programs whose handlings are not interrupted. */
export const program = fc.array(quickStep, { maxLength: 20 });

/** Programs in which changes and other handlings come between the steps of one handling. */
export const programWithRaces = fc.array(fc.oneof(quickStep, race), { maxLength: 12 });

/** The store, and in which order and what groups the events are handled that a program left undelivered. */
export interface Leftovers {
  /** Whether the store lets a kept deletion move to an earlier position. */
  readonly refiles: boolean;
  readonly order: ReadonlyArray<number>;
  readonly atOnce: number;
}

export const leftovers: fc.Arbitrary<Leftovers> = fc.record({
  refiles: fc.boolean(),
  order: fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
  atOnce: fc.integer({ min: 1, max: 5 }),
});

/** What a run avoids, because events and versions alone can't tell it from something else. */
export interface Avoid {
  /** Two deletions within one second. */
  readonly deletedTwiceWithinASecond: boolean;
  /** A parameter that is read by a handling in the second of its creation and is deleted in that second. */
  readonly readAndDeletedWithinASecond: boolean;
  /** A re-creation in the second of a deletion, when no handling ever read what was deleted. */
  readonly replacedUnread: boolean;
  /** A re-creation in the second of a deletion at all. */
  readonly replacedWithinASecond: boolean;
  /** A life that no handling ever read: one is let happen right before the deletion. */
  readonly unread: boolean;
}

/** Something that happened to the parameter: the record that tells of it, and its second. */
interface Fact {
  readonly identity: string;
  readonly second: Millis;
}

/** Events that are handled together come in no order either. */
const shuffled = <A>(items: ReadonlyArray<A>, seed: number): ReadonlyArray<A> =>
  seed % 2 === 0 ? items : items.toReversed();

/** The state that a record tells of: deletions of one second are the same state. */
const labelOf = (record: BackupRecord): string =>
  record._tag === "Version" ? identityOf(record) : `deletion ${record.deletedAt}`;

const identityOfVersion = (version: ParameterVersion): string => identityOf(versionRecord(version));

/** Lets a program happen to a parameter, and remembers what really happened and what the handlings could see of it. */
export class Run {
  readonly bench: Workbench;
  readonly #facts: Fact[] = [];
  readonly #delivered = new Set<ChangeEvent["id"]>();
  readonly #seen = new Set<string>();
  readonly #avoid: Avoid;
  readonly #inOrder: boolean;
  #nextInOrder = 0;
  #lifeWasSeen = false;
  #lastDeletion: Millis | undefined;

  /** `refiles`: see {@link Leftovers}. `inOrder`: events are delivered in the order of the changes, doubled, delayed and in groups all the same. */
  constructor(refiles: boolean, avoid: Partial<Avoid>, inOrder = false) {
    this.bench = new Workbench(refiles);
    const nothing = {
      deletedTwiceWithinASecond: false,
      readAndDeletedWithinASecond: false,
      replacedUnread: false,
      unread: false,
    };
    this.#avoid = { ...nothing, replacedWithinASecond: false, ...avoid };
    this.#inOrder = inOrder;
  }

  take(step: Step): void {
    this.bench.clock.advance(step.wait);
    if (step.act === "put") this.#put();
    else if (step.act === "handle") this.handle(this.#pick(step.picks));
    else if (step.act === "race") this.#race(this.#pick(step.picks), step.beforeLook, step.afterLook);
    else if (O.isNone(this.bench.live())) return;
    else if (step.act === "delete") this.#delete();
    else this.bench.label("stable");
  }

  /** Delivers every event that was not delivered yet. */
  finish({ order, atOnce }: Leftovers): void {
    const rest = this.bench.events.filter(({ id }) => !this.#delivered.has(id));
    const keys = new Map(rest.map((event, index) => [event, this.#inOrder ? index : (order[index] ?? index)]));
    rest.sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
    for (let from = 0; from < rest.length; from += atOnce) {
      this.handle(shuffled(rest.slice(from, from + atOnce), order[from] ?? 0));
    }
  }

  /** Handles events in one go, and checks what holds after every handling. Answers how many records were new. */
  handle(events: ReadonlyArray<ChangeEvent>): number {
    const live = this.bench.live();
    this.#remember(live);
    const { added, verdicts } = this.bench.handle(...events);
    this.#deliver(events);
    for (const verdict of verdicts.values()) expect(verdict).not.toBe("StillThere");
    this.#expectKept(live);
    return added;
  }

  /** At the end of every second in which something happened, the kept state is the newest of what could be seen. */
  expectTrueStates(): void {
    const visible = this.#facts.filter(({ identity }) => identity.startsWith("deletion") || this.#seen.has(identity));
    for (const { second } of this.#facts) {
      const expected = visible.findLast((fact) => fact.second <= second)?.identity ?? "nothing";
      const kept = this.bench.store.history.findLast(({ at }) => at < second + 1000);
      expect(kept === undefined ? "nothing" : labelOf(kept)).toBe(expected);
    }
  }

  #pick(chosen: ReadonlyArray<number>): ReadonlyArray<ChangeEvent> {
    const { events } = this.bench;
    if (!this.#inOrder) return chosen.flatMap((pick) => events[pick % Math.max(1, events.length)] ?? []);
    const repeated = chosen.slice(1).flatMap((pick) => (pick < this.#nextInOrder ? (events[pick] ?? []) : []));
    const fresh = events.slice(this.#nextInOrder, this.#nextInOrder + ((chosen[0] ?? 0) % 4));
    this.#nextInOrder += fresh.length;
    return shuffled([...repeated, ...fresh], chosen.at(-1) ?? 0);
  }

  #put(): void {
    const begins = O.isNone(this.bench.live());
    const { replacedUnread, replacedWithinASecond } = this.#avoid;
    if (begins && (replacedWithinASecond || (replacedUnread && !this.#lifeWasSeen))) {
      this.#leaveSecondOf(this.#lastDeletion);
    }
    if (begins) this.#lifeWasSeen = false;
    this.bench.put();
    const { modifiedAt, version } = this.bench.newest();
    this.#facts.push({ identity: `version ${modifiedAt} ${version}`, second: startOfSecond(modifiedAt) });
  }

  #delete(): void {
    if (this.#avoid.unread && !this.#lifeWasSeen) this.handle([]);
    if (this.#avoid.deletedTwiceWithinASecond) this.#leaveSecondOf(this.#lastDeletion);
    const live = this.bench.live();
    if (this.#avoid.readAndDeletedWithinASecond && this.#lifeWasSeen && O.isSome(live)) {
      this.#leaveSecondOf(live.value[0].modifiedAt);
    }
    const { time } = this.bench.remove();
    this.#lastDeletion = time;
    this.#facts.push({ identity: `deletion ${time}`, second: time });
  }

  #leaveSecondOf(time: Millis | undefined): void {
    const next = time === undefined ? 0 : startOfSecond(time) + 1000;
    if (this.bench.clock.now() < next) this.bench.clock.set(next);
  }

  /** A handling that others interrupt. If the head moved meanwhile it decides again, as stores that can tell ask for. */
  #race(events: ReadonlyArray<ChangeEvent>, beforeLook: ReadonlyArray<Step>, afterLook: ReadonlyArray<Step>): void {
    const { head, history } = this.bench.store;
    const kept = needsKeptHistory(events, head) ? history : [];
    for (const step of beforeLook) this.take(step);
    const live = this.bench.live();
    this.#remember(live);
    for (const step of afterLook) this.take(step);
    if (O.getEq<BackupRecord>({ equals: (a, b) => a === b }).equals(head, this.bench.store.head)) {
      this.bench.store.append(reconcile({ events, head, live, kept }).records);
    } else {
      this.#remember(this.bench.live());
      this.bench.handleAgain(events, O.isSome(live) ? live.value : []);
    }
    this.#deliver(events);
    this.#expectKept(live);
  }

  #deliver(events: ReadonlyArray<ChangeEvent>): void {
    for (const { id } of events) this.#delivered.add(id);
  }

  #remember(live: ReturnType<Workbench["live"]>): void {
    if (O.isNone(live)) return;
    this.#lifeWasSeen = true;
    for (const version of live.value) this.#seen.add(identityOfVersion(version));
  }

  #expectKept(live: ReturnType<Workbench["live"]>): void {
    const kept = new Set(this.bench.store.history.map(identityOf));
    const seen = O.isSome(live) ? live.value.map(identityOfVersion) : [];
    expect(seen.filter((identity) => !kept.has(identity))).toEqual([]);
  }
}
