import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { EventEnvelope } from "../../src/adapters/memory/change-events.ts";
import { InMemoryBackupStore } from "../../src/adapters/memory/in-memory-backup-store.ts";
import { InMemoryParameterStore } from "../../src/adapters/memory/in-memory-parameter-store.ts";
import { InMemoryParameterTarget } from "../../src/adapters/memory/in-memory-parameter-target.ts";
import { ManualClock } from "../../src/adapters/memory/manual-clock.ts";
import { type LogLine, RecordingLogger } from "../../src/adapters/memory/recording-logger.ts";
import { RecordingMetrics } from "../../src/adapters/memory/recording-metrics.ts";
import type { ProcessDependencies } from "../../src/application/backup/process-batch.ts";
import type { Extensions } from "../../src/composition/settings.ts";
import { type ChangeEvent, decodeChangeEvent } from "../../src/domain/events/change-event.ts";
import { orderFacts } from "../../src/domain/history/order-facts.ts";
import { isLabelChange, timeOf } from "../../src/domain/model/fact.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import type { ParameterSource } from "../../src/ports/parameter-source.ts";
import { DEFAULT_TIME, name } from "../../src/testing/builders.ts";

/** The `Right` of a task; a `Left` fails the test, by its tag and message. */
export const rightOf = async <A>(task: TE.TaskEither<{ readonly _tag: string; readonly message: string }, A>) => {
  const answer = await task();
  if (E.isLeft(answer)) throw new Error(`${answer.left._tag}: ${answer.left.message}`);
  return answer.right;
};

/** The `Left` of a task; a `Right` fails the test. */
export const leftOf = async <Err>(task: TE.TaskEither<Err, unknown>): Promise<Err> => {
  const answer = await task();
  if (E.isRight(answer)) throw new Error("this should have failed");
  return answer.left;
};

/** A source that answers as `inner` does, but for the changes. */
export const sourceLike = (inner: ParameterSource, changes: Partial<ParameterSource>): ParameterSource => ({
  history: (named) => inner.history(named),
  tags: (named) => inner.tags(named),
  list: (selection) => inner.list(selection),
  close: () => inner.close(),
  ...changes,
});

/** A store that answers as `inner` does, but for the changes. */
export const storeLike = (inner: BackupStore, changes: Partial<BackupStore>): BackupStore => ({
  capabilities: inner.capabilities,
  append: (request) => inner.append(request),
  tail: (named) => inner.tail(named),
  facts: (named) => inner.facts(named),
  statesAt: (...asked) => inner.statesAt(...asked),
  factsWithin: (...asked) => inner.factsWithin(...asked),
  load: (version) => inner.load(version),
  close: () => inner.close(),
  ...changes,
});

/** An envelope, decoded. */
export const decoded = (envelope: EventEnvelope): ChangeEvent => {
  const event = decodeChangeEvent(envelope);
  if (E.isLeft(event)) throw new Error(event.left.message);
  return event.right;
};

/** A Parameter Store and a backup store in memory, with a clock that stands still at a whole second. */
export class Workshop {
  readonly clock = new ManualClock(DEFAULT_TIME);
  readonly ssm = new InMemoryParameterStore({ clock: this.clock });
  readonly store = new InMemoryBackupStore();
  readonly logger = new RecordingLogger();
  readonly metrics = new RecordingMetrics();

  /** What the use cases need, with adapters of the test's own in place of these. */
  dependencies(changes: Partial<ProcessDependencies> = {}): ProcessDependencies {
    const { store, clock, logger, metrics } = this;
    return { source: this.ssm, store, clock, logger, metrics, ...changes };
  }

  /** Creates or updates a parameter so many milliseconds later, and answers with the event of that. */
  put(named: string, value = "x", later = 0): EventEnvelope {
    this.clock.advance(later);
    this.ssm.putParameter({ name: named, type: "String", value, overwrite: true });
    return this.lastEvent();
  }

  /** Deletes a parameter so many milliseconds later, and answers with the event of that. */
  remove(named: string, later = 0): EventEnvelope {
    this.clock.advance(later);
    this.ssm.deleteParameter(named);
    return this.lastEvent();
  }

  lastEvent(): EventEnvelope {
    const event = this.ssm.events.at(-1);
    if (event === undefined) throw new Error("nothing happened yet");
    return event;
  }

  /** This Parameter Store and this backup store behind `memory:`, in place of new and empty ones. */
  schemes(): Required<Pick<Extensions, "stores" | "sources" | "targets">> {
    const memory = { scheme: "memory", form: "memory:" };
    return {
      stores: [{ ...memory, open: () => TE.right(this.store) }],
      sources: [{ ...memory, open: () => TE.right(this.ssm) }],
      targets: [{ ...memory, open: () => TE.right(new InMemoryParameterTarget(this.ssm)) }],
    };
  }

  /**
   * The facts of a name in their order, as `v1@0` and `deleted@10000`, then label changes, as `stable 1->2@1000`:
   * milliseconds after the start.
   */
  async stored(named: string): Promise<ReadonlyArray<string>> {
    const facts = await rightOf(this.store.facts(name(named)));
    const changes = facts.filter(isLabelChange).toSorted((a, b) => a.at - b.at);
    return [
      ...orderFacts(facts).entries.map(({ fact }) => {
        const time = timeOf(fact) - DEFAULT_TIME;
        return fact._tag === "Version" ? `v${fact.version}@${time}` : `deleted@${time}`;
      }),
      ...changes.map(
        ({ label, fromVersion = "-", toVersion, at }) => `${label} ${fromVersion}->${toVersion}@${at - DEFAULT_TIME}`,
      ),
    ];
  }

  /** The log lines of a level. */
  logged(level: LogLine["level"]): ReadonlyArray<LogLine> {
    return this.logger.lines.filter((line) => line.level === level);
  }
}
