import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { changeEvent, subjectOf } from "../../domain/events/change-envelope.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import {
  type ListedParameter,
  type LiveHistory,
  newestOf,
  type ParameterTags,
  type ParameterVersion,
} from "../../domain/model/parameter-version.ts";
import { type Selection, selects } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import { type EventEnvelope, labelEvent, policyEvent } from "./change-events.ts";
import { EventLog } from "./event-log.ts";
import { LiveParameters } from "./live-parameters.ts";
import type { LabelResult, PutParameterResult, UnlabelResult } from "./parameter-answers.ts";
import { attachLabels, checkLabelCount, detachLabels, isValidLabel } from "./parameter-labels.ts";
import { dueExpirations } from "./parameter-policies.ts";
import { composeVersion, type PutParameterInput, readName, readNameToPut } from "./parameter-rules.ts";
import { ParameterStoreError } from "./parameter-store-error.ts";
import { addTags, byKey, removeTags } from "./parameter-tags.ts";
import { roomFor, versionOf } from "./parameter-versions.ts";

/** How an {@link InMemoryParameterStore} is set up. */
export interface InMemoryParameterStoreOptions {
  /** Tells the time of changes. Default: the system's clock. */
  readonly clock?: Clock;
  /** The account in ARNs and events. Default: `123456789012`. */
  readonly account?: string;
  /** The region in ARNs and events. Default: `us-east-1`. */
  readonly region?: string;
  /** ARN of the user of all changes (`LastModifiedUser`). Default: the user `ssmbak` of the account. */
  readonly user?: string;
  /** How long after a deletion re-creating the name fails with `TooManyUpdates`, in milliseconds. Default: 0. */
  readonly settling?: Millis;
  /** Called with every change event, right after the change. Default: none; see `events`. */
  readonly onEvent?: (event: EventEnvelope) => void;
}

/**
 * A faithful Parameter Store in memory, to test with: versions, limits, refusals and change events are those of AWS
 * (AWS Systems Manager API Reference and User Guide). Changes are synchronous; a refusal is thrown as
 * {@link ParameterStoreError} and changes nothing.
 *
 * - Versions count from 1, the newest 100 remain, and a re-created parameter starts at 1 again.
 * - Modification times grow strictly per name, by at least a millisecond even if the clock stands still or goes back,
 *   and on through deletions: no two changes of one parameter share a time.
 * - A type may change in an overwrite: AWS documents the opposite and allows it.
 * - Tags belong to the parameter, not to a version, and go with it.
 * - Left out: KMS, IAM, throttling, and the limits on the number of parameters.
 */
export class InMemoryParameterStore implements ParameterSource {
  /** Every change event so far, in the order of the changes: EventBridge JSON, as AWS would send the events. */
  readonly events: ReadonlyArray<EventEnvelope>;
  readonly #live: LiveParameters;
  readonly #log: EventLog;
  readonly #clock: Clock;
  readonly #user: string;

  constructor(options: InMemoryParameterStoreOptions = {}) {
    const { account = "123456789012", region = "us-east-1" } = options;
    this.#clock = options.clock ?? { now: () => Date.now() };
    this.#user = options.user ?? `arn:aws:iam::${account}:user/ssmbak`;
    this.#live = new LiveParameters(this.#clock, options.settling ?? 0);
    this.#log = new EventLog({ account, region }, options.onEvent ?? (() => {}));
    this.events = this.#log.events;
  }

  /**
   * Creates a parameter, or adds a version to it with `overwrite`. Throws {@link ParameterStoreError}, among others
   * `ParameterAlreadyExists`, `ParameterMaxVersionLimitExceeded` (the oldest of 100 versions carries a label),
   * `ParameterPatternMismatchException` and `ValidationException`.
   */
  putParameter(input: PutParameterInput): PutParameterResult {
    const name = readNameToPut(input.name, (candidate) => this.#log.arnOf(candidate));
    const before = this.#live.find(name);
    if (before !== undefined && input.overwrite !== true) {
      throw new ParameterStoreError("ParameterAlreadyExists", "The parameter already exists; overwrite is not set.");
    }
    const current = before?.at(-1);
    this.#live.checkSettled(name);
    const composed = composeVersion(input, current);
    const kept = roomFor(before ?? []);
    const version: ParameterVersion = {
      name,
      version: (current?.version ?? 0) + 1,
      modifiedAt: this.#live.nextTime(name),
      modifiedBy: this.#user,
      ...composed,
    };
    this.#live.keep(name, [...kept, version]);
    if (input.tags !== undefined) this.#live.setTags(name, byKey(input.tags));
    const operation = current === undefined ? "Create" : "Update";
    this.#log.add(version.modifiedAt, (origin) => changeEvent(operation, subjectOf(version), origin));
    return { version: version.version, tier: version.attributes.tier ?? "Standard" };
  }

  /** Deletes a parameter and the whole history. Throws `ParameterNotFound`. */
  deleteParameter(name: string): void {
    const newest = this.getParameter(name);
    this.#log.add(this.#live.remove(newest.name), (origin) => changeEvent("Delete", subjectOf(newest), origin));
  }

  /**
   * Adds tags to a parameter, or changes the values of tags. As in AWS, no event is sent. Throws `InvalidResourceId`,
   * `TooManyTagsError` (more than 50), or `ValidationException` for a tag of AWS's own (`aws:…`).
   */
  addTagsToResource(name: string, tags: ParameterTags): void {
    this.#live.changeTags(name, (before) => addTags(before, tags));
  }

  /** Takes tags off a parameter. Keys without a tag are no failure. Throws `InvalidResourceId`. */
  removeTagsFromResource(name: string, keys: ReadonlyArray<string>): void {
    this.#live.changeTags(name, (before) => removeTags(before, keys));
  }

  /** The tags of a parameter. Throws `InvalidResourceId`. */
  listTagsForResource(name: string): ParameterTags {
    return this.#live.tagsOf(this.#live.resourceOf(name));
  }

  /** The newest version, with all attributes. Throws `ParameterNotFound`. */
  getParameter(name: string): ParameterVersion {
    return newestOf(this.getParameterHistory(name));
  }

  /** All versions that remain, oldest first, with all attributes. Throws `ParameterNotFound`. */
  getParameterHistory(name: string): LiveHistory {
    return this.#live.versionsOf(readName(name));
  }

  /**
   * Puts labels onto a version (default: the newest), and takes the labels off other versions. Throws `ParameterNotFound`,
   * `ParameterVersionNotFound`, `ParameterVersionLabelLimitExceeded` (more than 10 on the version), or
   * `ValidationException` for no label or more than 10 at once.
   */
  labelParameterVersion(name: string, labels: ReadonlyArray<string>, version?: number): LabelResult {
    checkLabelCount(labels);
    const versions = this.getParameterHistory(name);
    const target = versionOf(versions, version);
    const valid = [...new Set(labels)].filter(isValidLabel);
    const attached = attachLabels(versions, target, valid);
    this.#live.keep(target.name, attached.versions);
    for (const move of attached.moves) {
      this.#log.add(this.#live.timeNow(target.name), (origin) =>
        labelEvent(subjectOf(newestOf(versions)), { ...move, toVersion: target.version }, origin),
      );
    }
    return { version: target.version, invalidLabels: labels.filter((label) => !isValidLabel(label)) };
  }

  /**
   * Takes labels off a version. Sends no event, since AWS documents no event of UnlabelParameterVersion. Throws
   * `ParameterNotFound`, `ParameterVersionNotFound`, or `ValidationException` for no label or more than 10 at once.
   */
  unlabelParameterVersion(name: string, labels: ReadonlyArray<string>, version: number): UnlabelResult {
    checkLabelCount(labels);
    const versions = this.getParameterHistory(name);
    const target = versionOf(versions, version);
    const { versions: left, removed } = detachLabels(versions, target, labels);
    this.#live.keep(target.name, left);
    return { removedLabels: removed, invalidLabels: labels.filter((label) => !removed.includes(label)) };
  }

  /**
   * Deletes every parameter whose Expiration policy is due by the clock, and answers the names. Each deletion sends a
   * "Parameter Store Policy Action" event. AWS expires parameters some time after the moment; here the test says when.
   */
  expireParameters(): ReadonlyArray<ParameterName> {
    const due = dueExpirations(this.#live.newest, this.#clock.now());
    for (const { version, policy } of due) {
      this.#log.add(this.#live.remove(version.name), (origin) => policyEvent(subjectOf(version), policy, origin));
    }
    return due.map(({ version }) => version.name);
  }

  tags(name: ParameterName): TE.TaskEither<never, O.Option<ParameterTags>> {
    return TE.fromIO(() => (this.#live.find(name) === undefined ? O.none : O.some(this.#live.tagsOf(name))));
  }

  history(name: ParameterName): TE.TaskEither<never, O.Option<LiveHistory>> {
    return TE.fromIO(() => O.fromNullable(this.#live.find(name)));
  }

  async *list(selection: Selection): AsyncGenerator<E.Either<never, ListedParameter>> {
    for (const name of this.#live.names.filter((known) => selects(selection, known))) {
      const versions = this.#live.find(name);
      if (versions === undefined) continue;
      const { version, modifiedAt, type } = newestOf(versions);
      yield E.right({ name, version, modifiedAt, type, owner: this.#log.place });
    }
  }

  /** Does nothing: this source holds no connections. */
  close(): void {}
}
