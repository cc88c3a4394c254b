import * as E from "fp-ts/lib/Either.js";
import { InMemoryParameterStore } from "../../src/adapters/memory/in-memory-parameter-store.ts";
import type { ManualClock } from "../../src/adapters/memory/manual-clock.ts";
import type { PutParameterInput } from "../../src/adapters/memory/parameter-rules.ts";
import { ParameterStoreError } from "../../src/adapters/memory/parameter-store-error.ts";
import { noMetrics } from "../../src/adapters/system/no-metrics.ts";
import { sweep } from "../../src/application/audit/sweep.ts";
import type { QueuedRecord } from "../../src/application/backup/group-by-parameter.ts";
import type { ProcessDependencies, ProcessReport } from "../../src/application/backup/process-batch.ts";
import { decodeChangeMessage } from "../../src/domain/events/change-event.ts";
import { type FactSummary, isVersion } from "../../src/domain/model/fact.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import type { ParameterType, ParameterVersion } from "../../src/domain/model/parameter-version.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import { changeEnvelope, name } from "../../src/testing/builders.ts";
import { Channel, type Message, toRecords } from "./channel.ts";
import { type Invocation, QUIET, watchedLogger, watchedSource } from "./invocation.ts";
import type { SimulatedStore } from "./simulated-store.ts";
import type { Change, Failing, Finish, Handling, Step } from "./step.ts";
import { type LabelMove, Truth } from "./truth.ts";
import { count, type Tally, Turnstile } from "./turnstile.ts";

/** What handles a batch: the real use case, or a naive one that has to be caught. */
export type Handle = (
  dependencies: ProcessDependencies,
) => (records: ReadonlyArray<QueuedRecord>) => Promise<ProcessReport>;

/** 1 May 2024, noon: a whole second. */
export const START: Millis = Date.UTC(2024, 4, 1, 12);

/** How far the clocks of the handlers are from Parameter Store's, in milliseconds. */
const SKEWS: ReadonlyArray<Millis> = [0, -90_000, 1_500];

const skewOf = (by: number): Millis => SKEWS[by % SKEWS.length] ?? 0;

/** How often what was not acknowledged is delivered again at the end, when nothing fails any more. */
const LAST_ROUNDS = 4;

type PutInput = Partial<Pick<PutParameterInput, "value" | "tier" | "policies">> & { readonly type?: ParameterType };

/** Mixes items by the numbers of an order; without any they stay as they are. */
const mixed = <A>(items: ReadonlyArray<A>, order: ReadonlyArray<number>): ReadonlyArray<A> =>
  items
    .map((item, index) => ({ item, key: order.length === 0 ? index : (order[index % order.length] ?? 0) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

const expirationIn = (time: Millis): string =>
  JSON.stringify([{ Type: "Expiration", Version: "1.0", Attributes: { Timestamp: new Date(time).toISOString() } }]);

/**
 * A Parameter Store, a channel, some handlers and a store, under a clock of their own. Everything that happens here is
 * said by the steps that are taken.
 */
export class World {
  readonly clock: ManualClock;
  readonly truth = new Truth();
  readonly channel = new Channel();
  /** Every label that was put onto a version, in order. */
  readonly moves: LabelMove[] = [];
  /** Every bare delete marker. */
  readonly marks: Array<{ readonly name: ParameterName; readonly at: Millis }> = [];
  /** Every batch that was handed to a handler, in order. */
  readonly invocations: Invocation[] = [];
  /** Handlers that threw: they never may. */
  readonly crashes: string[] = [];
  readonly store: SimulatedStore;
  readonly #faults: Tally;
  readonly #ssm: InMemoryParameterStore;
  readonly #turnstile: Turnstile;
  readonly #handle: Handle;
  readonly #running = new Map<string, Invocation>();
  /** Until when the keys of parameters can't be used. */
  readonly #sealed = new Map<ParameterName, Millis>();
  readonly #foreign: InMemoryParameterStore;
  #values = 0;

  constructor(clock: ManualClock, store: SimulatedStore, handle: Handle, faults: Tally) {
    this.clock = clock;
    this.store = store;
    this.#faults = faults;
    this.#handle = handle;
    this.#ssm = new InMemoryParameterStore({ clock, onEvent: (event) => this.channel.send(event) });
    this.#foreign = new InMemoryParameterStore({ clock, account: "999999999999" });
    this.#foreign.putParameter({ name: "/theirs", type: "String", value: "another account's" });
    this.#turnstile = new Turnstile(() => clock.now(), faults);
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case "receive":
        return this.#receive(step.by, this.channel.pick(step.take, step.again ?? []));
      case "sweep":
        return this.#sweepBy(step.by);
      case "run":
        for (let call = 0; call < step.calls; call += 1) await this.#let(step.by, step.pick ?? 0, "works");
        return;
      case "fail":
        return this.#let(step.by, step.pick ?? 0, step.how);
      case "foreign-sweep":
        return this.#sweepFromElsewhere(step.by);
      default:
        return this.#arrange(step);
    }
  }

  /** Nothing fails any more: everything that is under way ends, and what is left is delivered until it is taken. */
  async finish({ order, atOnce }: Finish): Promise<void> {
    this.#turnstile.repair();
    this.#sealed.clear();
    this.store.suspend(false);
    for (const process of [...this.#running.keys()]) await this.#runOut(process);
    for (let round = 0; round < LAST_ROUNDS; round += 1) {
      await this.#deliver(mixed(this.channel.waiting(), order), atOnce);
    }
  }

  /** Everything that was delivered is delivered once more. */
  async deliverAgain({ order, atOnce }: Finish): Promise<void> {
    await this.#deliver(mixed(this.channel.delivered(), order.toReversed()), atOnce);
  }

  /** Compares everything with Parameter Store and mends what is missing, without an interruption. */
  async sweep(): Promise<void> {
    const { clock, store } = this;
    const swept = await sweep({
      ...{ source: this.#ssm, store: store.view, clock, logger: QUIET, metrics: noMetrics },
      maxDeletedShare: 1,
    })();
    if (E.isLeft(swept)) throw new Error(`${swept.left._tag}: ${swept.left.message}`);
  }

  /** What Parameter Store has of a parameter that exists. */
  liveVersions(named: ParameterName): ReadonlyArray<ParameterVersion> {
    return this.#ssm.getParameterHistory(named);
  }

  async #arrange(
    step: Change | Extract<Handling, { readonly do: "outage" | "lose" | "future" | "mark" | "suspend" | "seal" }>,
  ): Promise<void> {
    switch (step.do) {
      case "wait":
        this.clock.advance(step.ms);
        return;
      case "outage":
        this.#turnstile.breakDown(step.of, step.how, step.ms);
        return;
      case "lose":
        if (this.channel.lose(step.take)) count(this.#faults, "event lost");
        return;
      case "future":
        return this.#sendFromFuture(step.name, step.ahead);
      case "mark":
        return this.#mark(name(step.name));
      case "suspend":
        return this.store.suspend(step.on);
      case "seal":
        this.#sealed.set(name(step.name), this.clock.now() + step.ms);
        return;
      default:
        this.#change(step);
    }
  }

  #change(step: Exclude<Change, { readonly do: "wait" }>): void {
    switch (step.do) {
      case "put":
        this.#put(name(step.name), step);
        return;
      case "burst":
        for (let done = 0; done < step.count; done += 1) {
          this.clock.advance(done === 0 ? 0 : step.every);
          this.#put(name(step.name), {});
        }
        return;
      case "put-expiring":
        this.#put(name(step.name), { tier: "Advanced", policies: expirationIn(this.clock.now() + step.after) });
        return;
      case "expire":
        this.#expire();
        return;
      case "label":
        if (this.truth.exists(name(step.name))) this.#label(name(step.name), step.label, step.back ?? 0);
        return;
      case "delete":
        this.#delete(name(step.name));
    }
  }

  #put(named: ParameterName, input: PutInput): void {
    this.#values += 1;
    const value = input.value ?? `value ${this.#values}`;
    const last = this.truth.factsOf(named).at(-1);
    const type = input.type ?? (last?.kind === "version" ? last.type : "String");
    const { tier, policies } = input;
    const now = this.clock.now();
    try {
      this.#ssm.putParameter({
        name: named,
        value,
        type,
        overwrite: true,
        ...(tier === undefined ? {} : { tier }),
        ...(policies === undefined ? {} : { policies }),
      });
    } catch (error) {
      // A refusal (the oldest of 100 versions carries a label) changes nothing.
      if (error instanceof ParameterStoreError) return;
      throw error;
    }
    this.truth.put(named, now, { value, type, message: this.channel.last() });
  }

  #label(named: ParameterName, label: string, back: number): void {
    const versions = this.liveVersions(named);
    const version = versions.at(-1 - back)?.version ?? versions[0]?.version ?? 1;
    const sent = this.channel.messages.length;
    this.#ssm.labelParameterVersion(named, [label], version);
    // A label that is there already moves nothing, and sends nothing.
    if (this.channel.messages.length === sent) return;
    const incarnation = this.truth.factsOf(named).at(-1)?.incarnation ?? 0;
    const message = this.channel.last();
    const event = decodeChangeMessage(message.body);
    const at = E.isRight(event) ? event.right.time : this.clock.now();
    this.moves.push({ name: named, at, incarnation, label, version, message });
  }

  #sendFromFuture(named: string, ahead: Millis): void {
    const id = `future-${this.channel.messages.length}`;
    const time = this.clock.now() + ahead;
    this.channel.send(changeEnvelope({ id, name: named, operation: "Delete", time }), true);
    count(this.#faults, "event from the future");
  }

  /** The facts of a name. A bucket whose versioning is suspended tells of none. */
  async #factsOf(named: ParameterName): Promise<ReadonlyArray<FactSummary>> {
    const facts = await this.store.view.facts(named)();
    return E.isLeft(facts) ? [] : facts.right;
  }

  /** Only what has an object can be marked. */
  async #mark(named: ParameterName): Promise<void> {
    if (!(await this.#factsOf(named)).some(isVersion)) return;
    await this.store.mark(named);
    this.marks.push({ name: named, at: this.clock.now() });
    count(this.#faults, "bare marker");
  }

  #delete(named: ParameterName): void {
    if (!this.truth.exists(named)) return;
    const now = this.clock.now();
    this.#ssm.deleteParameter(named);
    this.truth.remove(named, now, "Delete", this.channel.last());
  }

  #expire(): void {
    const now = this.clock.now();
    const gone = this.#ssm.expireParameters();
    const messages = gone.length === 0 ? [] : this.channel.messages.slice(-gone.length);
    gone.forEach((named, index) => {
      this.truth.remove(named, now, "Expiration", messages[index] ?? this.channel.last());
    });
  }

  async #receive(by: number, messages: ReadonlyArray<Message>): Promise<void> {
    const process = `handler ${by}`;
    if (this.#running.has(process) || messages.length === 0) return;
    const invocation = this.#invoke(process, messages);
    for (const message of messages) {
      if (message.received) count(this.#faults, "event doubled");
      message.received = true;
    }
    void this.#start(invocation, skewOf(by)).catch((error: unknown) => this.#crash(process, error));
    await this.#turnstile.settle();
  }

  #invoke(process: string, messages: ReadonlyArray<Message>): Invocation {
    const invocation: Invocation = {
      process,
      messages,
      since: this.clock.now(),
      looks: [],
      told: [],
    };
    this.invocations.push(invocation);
    this.#running.set(process, invocation);
    return invocation;
  }

  async #sweepBy(by: number, source = this.#ssm): Promise<void> {
    const process = `handler ${by}`;
    if (this.#running.has(process)) return;
    const invocation = this.#invoke(process, []);
    count(this.#faults, source === this.#ssm ? "sweep" : "sweep of another account");
    // A discovery counts from the sweeper's clock, so that one that is off tells it wrongly: see docs/reliability.md.
    void this.#startSweep(invocation, source).catch((error: unknown) => this.#crash(process, error));
    await this.#turnstile.settle();
  }

  /** A store that nobody has written to yet would be the other account's from then on. */
  async #sweepFromElsewhere(by: number): Promise<void> {
    for (const named of this.truth.names()) {
      if ((await this.#factsOf(named)).length > 0) return this.#sweepBy(by, this.#foreign);
    }
  }

  async #startSweep(invocation: Invocation, source: InMemoryParameterStore): Promise<void> {
    const failed = new Set<unknown>();
    const swept = await sweep({
      ...this.#dependenciesOf(invocation, 0, source),
      maxDeletedShare: 1,
      logger: watchedLogger(invocation, failed),
    })();
    this.#running.delete(invocation.process);
    if (E.isRight(swept) && source === this.#ssm) invocation.failed = failed;
  }

  #dependenciesOf(invocation: Invocation, skew: Millis, source = this.#ssm): ProcessDependencies {
    const store = this.store.openFor(invocation.process, this.#turnstile);
    return {
      source: watchedSource(
        source,
        this.#turnstile,
        invocation,
        (named) => this.clock.now() < (this.#sealed.get(named) ?? 0),
      ),
      store,
      clock: { now: () => this.clock.now() + skew },
      logger: watchedLogger(invocation),
      metrics: noMetrics,
    };
  }

  #crash(process: string, error: unknown): void {
    this.#running.delete(process);
    this.crashes.push(`${process} threw ${error instanceof Error ? error.name : typeof error}`);
  }

  async #start(invocation: Invocation, skew: Millis): Promise<void> {
    const { process, messages } = invocation;
    const report = await this.#handle(this.#dependenciesOf(invocation, skew))(toRecords(messages));
    this.#running.delete(process);
    invocation.report = report;
    report.outcomes.forEach((outcome, index) => {
      const message = messages[index];
      message?.outcomes.push(outcome);
      if (message !== undefined && outcome._tag === "Handled") message.acknowledged = true;
    });
  }

  async #let(by: number, pick: number, how: Failing | "works"): Promise<void> {
    const process = `handler ${by}`;
    if (this.#isTooOld(process)) return this.#end(process);
    const done = await this.#turnstile.let(process, pick, how);
    if (done && how.startsWith("dies")) this.#end(process);
  }

  async #runOut(process: string): Promise<void> {
    if (this.#isTooOld(process)) this.#end(process);
    while (this.#turnstile.waits(process)) await this.#turnstile.let(process, 0, "works");
  }

  #isTooOld(process: string): boolean {
    const since = this.#running.get(process)?.since ?? Infinity;
    return this.clock.now() - since > this.store.longestProcess;
  }

  #end(process: string): void {
    this.#running.delete(process);
    this.#turnstile.forget(process);
  }

  async #deliver(messages: ReadonlyArray<Message>, atOnce: number): Promise<void> {
    for (let from = 0; from < messages.length; from += atOnce) {
      await this.#receive(0, messages.slice(from, from + atOnce));
      await this.#runOut("handler 0");
    }
  }
}
