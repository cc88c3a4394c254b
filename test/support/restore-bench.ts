import { createHash } from "node:crypto";
import { InMemoryBackupStore } from "../../src/adapters/memory/in-memory-backup-store.ts";
import { InMemoryParameterStore } from "../../src/adapters/memory/in-memory-parameter-store.ts";
import { InMemoryParameterTarget } from "../../src/adapters/memory/in-memory-parameter-target.ts";
import { ManualClock } from "../../src/adapters/memory/manual-clock.ts";
import type { PutParameterInput } from "../../src/adapters/memory/parameter-rules.ts";
import { RecordingLogger } from "../../src/adapters/memory/recording-logger.ts";
import { backUpChanges } from "../../src/application/backup/back-up-changes.ts";
import {
  type ApplyDependencies,
  type ApplyOptions,
  applyRestore,
} from "../../src/application/restore/apply-restore.ts";
import { planRestore } from "../../src/application/restore/plan-restore.ts";
import type { PlanOptions } from "../../src/application/restore/plan-task.ts";
import { isNotice } from "../../src/domain/events/change-event.ts";
import { everything, type Selection } from "../../src/domain/model/selection.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import type { RestorePlan } from "../../src/domain/restore/restore-plan.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import type { ParameterSource } from "../../src/ports/parameter-source.ts";
import { DEFAULT_TIME } from "../../src/testing/builders.ts";
import { decoded, rightOf } from "./workshop.ts";

/** A Parameter Store in memory whose changes are backed up into a store, and restored from it. */
export class RestoreBench {
  readonly clock = new ManualClock(DEFAULT_TIME);
  readonly ssm: InMemoryParameterStore;
  readonly store: BackupStore;
  readonly logger = new RecordingLogger();
  /** How often it was waited, in milliseconds. Waiting lets the clock go on. */
  readonly waits: number[] = [];
  #handled = 0;

  constructor(store: BackupStore = new InMemoryBackupStore(), settling: Millis = 0) {
    this.store = store;
    this.ssm = new InMemoryParameterStore({ clock: this.clock, settling });
  }

  dependencies(changes: Partial<ApplyDependencies> = {}): ApplyDependencies {
    return {
      source: this.ssm,
      store: this.store,
      clock: this.clock,
      target: new InMemoryParameterTarget(this.ssm),
      origin: { store: "memory:", source: "memory:", region: "" },
      digest: (text) => createHash("sha256").update(text).digest("hex"),
      pause: async (milliseconds) => {
        this.waits.push(milliseconds);
        this.clock.advance(milliseconds);
      },
      ...changes,
    };
  }

  /** Puts a String, unless the input says otherwise, ten seconds later. */
  put(input: Partial<PutParameterInput> & { readonly name: string }): void {
    this.clock.advance(10_000);
    this.ssm.putParameter({ type: "String", value: "x", overwrite: true, ...input });
  }

  remove(name: string): void {
    this.clock.advance(10_000);
    this.ssm.deleteParameter(name);
  }

  /** Puts labels onto a version (default: the newest), ten seconds later. */
  label(name: string, labels: ReadonlyArray<string>, version?: number): void {
    this.clock.advance(10_000);
    this.ssm.labelParameterVersion(name, labels, version);
  }

  /** Backs up what happened since the last time, and answers with the instant of that. */
  async backUp(source: ParameterSource = this.ssm): Promise<Millis> {
    const events = this.ssm.events
      .slice(this.#handled)
      .map(decoded)
      .filter((event) => !isNotice(event));
    this.#handled = this.ssm.events.length;
    for (const name of new Set(events.map((event) => event.name))) {
      const own = events.filter((event) => event.name === name);
      await rightOf(backUpChanges({ source, store: this.store, logger: this.logger })(name, own));
    }
    this.clock.advance(10_000);
    return this.clock.now() - 5_000;
  }

  plan(instant: Millis, options: PlanOptions = {}, selection: Selection = everything): Promise<RestorePlan> {
    return rightOf(planRestore(this.dependencies())(selection, instant, options));
  }

  apply(plan: RestorePlan, options: ApplyOptions = {}, changes: Partial<ApplyDependencies> = {}) {
    return rightOf(applyRestore(this.dependencies(changes))(plan, options));
  }

  /** Plans and applies. */
  async restore(instant: Millis, options: PlanOptions = {}, selection: Selection = everything) {
    return this.apply(await this.plan(instant, options, selection));
  }
}

/** The actions of a plan that do something, by name. */
export const actionsOf = ({ rows }: RestorePlan): Readonly<Record<string, string>> =>
  Object.fromEntries(rows.filter(({ action }) => action !== "Nothing").map(({ name, action }) => [name, action]));
