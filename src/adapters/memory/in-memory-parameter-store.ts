import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ParameterName } from "../../domain/parameter-name.ts";
import {
  type ListedParameter,
  type LiveHistory,
  newestOf,
  type ParameterTags,
  type ParameterVersion,
} from "../../domain/parameter-version.ts";
import { type Selection, selects } from "../../domain/selection.ts";
import type { Millis } from "../../domain/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import {
  arnOf,
  changeEvent,
  type EventEnvelope,
  type EventOrigin,
  labelEvent,
  policyEvent,
  subjectOf,
  uuidOf,
} from "./change-events.ts";
import { attachLabels, checkLabelCount, isValidLabel, labelsOf, withLabels } from "./parameter-labels.ts";
import { expirationOf, expiryOf } from "./parameter-policies.ts";
import { composeVersion, type PutParameterInput, readName, readNameToPut } from "./parameter-rules.ts";
import { ParameterStoreError } from "./parameter-store-error.ts";
import { byKey, checkTags, MAX_TAGS } from "./parameter-tags.ts";
import { roomFor, versionOf } from "./parameter-versions.ts";

/** How an {@link InMemoryParameterStore} is set up. */
export interface InMemoryParameterStoreOptions {
  /** Tells the time of changes. Default: the system's clock. */
  readonly clock?: Clock;
  /** The account in ARNs and events. Default: `123456789012`. */
  readonly account?: string;
  /** The region in ARNs and events. Default: `us-east-1`. */
  readonly region?: string;
  /** ARN of who makes the changes (`LastModifiedUser`). Default: the user `ssmbak` of the account. */
  readonly user?: string;
  /** How long after a deletion re-creating the name fails with `TooManyUpdates`, in milliseconds. Default: 0. */
  readonly settling?: Millis;
  /** Called with every change event, right after the change. Default: none; see `events`. */
  readonly onEvent?: (event: EventEnvelope) => void;
}

/** What PutParameter answers. */
export interface PutParameterResult {
  readonly version: number;
  /** `Standard` or `Advanced`: the tier that the parameter has now. */
  readonly tier: string;
}

/** What LabelParameterVersion answers: invalid labels are listed, not refused. */
export interface LabelResult {
  readonly version: number;
  readonly invalidLabels: ReadonlyArray<string>;
}

/** What UnlabelParameterVersion answers: labels that are not on the version are listed as invalid. */
export interface UnlabelResult {
  readonly removedLabels: ReadonlyArray<string>;
  readonly invalidLabels: ReadonlyArray<string>;
}

const notFound = (): ParameterStoreError =>
  new ParameterStoreError("ParameterNotFound", "The parameter couldn't be found.");

/**
 * A faithful Parameter Store in memory, to test with: versions, limits, refusals and change events are those of AWS
 * (AWS Systems Manager API Reference and User Guide). Changes are synchronous; a refusal is thrown as
 * {@link ParameterStoreError} and changes nothing.
 *
 * - Versions count from 1, the newest 100 are kept, and a re-created parameter starts at 1 again.
 * - Modification times grow strictly per name, by at least a millisecond even if the clock stands still or goes back,
 *   and on through deletions: no two changes of one parameter share a time.
 * - A type may change in an overwrite: AWS documents the opposite and allows it.
 * - Tags belong to the parameter, not to a version, and go with it.
 * - Left out: KMS, IAM, throttling, and the limits on the number of parameters.
 */
export class InMemoryParameterStore implements ParameterSource {
  /** Every change event so far, in order of the changes: the EventBridge JSON that AWS would send. */
  readonly events: ReadonlyArray<EventEnvelope>;

  readonly #events: EventEnvelope[] = [];
  readonly #parameters = new Map<ParameterName, LiveHistory>();
  /** The time of the last change of a name; it outlives the parameter. */
  readonly #lastChange = new Map<ParameterName, Millis>();
  readonly #deletions = new Map<ParameterName, Millis>();
  readonly #tags = new Map<ParameterName, ParameterTags>();
  readonly #settling: Millis;
  readonly #clock: Clock;
  readonly #account: string;
  readonly #region: string;
  readonly #user: string;
  readonly #onEvent: (event: EventEnvelope) => void;

  constructor(options: InMemoryParameterStoreOptions = {}) {
    this.events = this.#events;
    this.#settling = options.settling ?? 0;
    this.#clock = options.clock ?? { now: () => Date.now() };
    this.#account = options.account ?? "123456789012";
    this.#region = options.region ?? "us-east-1";
    this.#user = options.user ?? `arn:aws:iam::${this.#account}:user/ssmbak`;
    this.#onEvent = options.onEvent ?? (() => {});
  }

  /**
   * Creates a parameter, or adds a version to it with `overwrite`. Throws {@link ParameterStoreError}, among others
   * `ParameterAlreadyExists`, `ParameterMaxVersionLimitExceeded` (the oldest of 100 versions carries a label),
   * `ParameterPatternMismatchException` and `ValidationException`.
   */
  putParameter(input: PutParameterInput): PutParameterResult {
    const name = readNameToPut(input.name, (candidate) => arnOf(candidate, this.#account, this.#region));
    const before = this.#parameters.get(name);
    if (before !== undefined && input.overwrite !== true) {
      throw new ParameterStoreError("ParameterAlreadyExists", "The parameter already exists; overwrite is not set.");
    }
    const current = before?.at(-1);
    if (this.#clock.now() < (this.#deletions.get(name) ?? 0) + this.#settling) {
      throw new ParameterStoreError("TooManyUpdates", "The parameter was deleted a moment ago; try again later.");
    }
    const composed = composeVersion(input, current);
    const kept = roomFor(before ?? []);
    const version: ParameterVersion = {
      name,
      version: (current?.version ?? 0) + 1,
      modifiedAt: this.#nextTime(name),
      modifiedBy: this.#user,
      ...composed,
    };
    this.#keep(name, [...kept, version]);
    if (input.tags !== undefined) this.#tags.set(name, byKey(input.tags));
    const operation = current === undefined ? "Create" : "Update";
    this.#emit(changeEvent(operation, subjectOf(version), this.#origin(version.modifiedAt)));
    return { version: version.version, tier: version.attributes.tier ?? "Standard" };
  }

  /** Deletes a parameter with its whole history. Throws `ParameterNotFound`. */
  deleteParameter(name: string): void {
    const newest = this.getParameter(name);
    const origin = this.#remove(newest.name);
    this.#emit(changeEvent("Delete", subjectOf(newest), origin));
  }

  /**
   * Adds tags to a parameter, or changes their values; no event tells of it. Throws `InvalidResourceId`, `TooManyTagsError`
   * (more than 50), or `ValidationException` for a tag of AWS's own (`aws:…`).
   */
  addTagsToResource(name: string, tags: ParameterTags): void {
    const resource = this.#resourceOf(name);
    const after = { ...this.#tags.get(resource), ...tags };
    checkTags(tags);
    if (Object.keys(after).length > MAX_TAGS) {
      throw new ParameterStoreError("TooManyTagsError", `A parameter can have at most ${MAX_TAGS} tags.`);
    }
    this.#tags.set(resource, after);
  }

  /** Takes tags off a parameter; one that it has not got is no failure. Throws `InvalidResourceId`. */
  removeTagsFromResource(name: string, keys: ReadonlyArray<string>): void {
    const resource = this.#resourceOf(name);
    checkTags(Object.fromEntries(keys.map((key) => [key, ""])));
    const left = Object.entries(this.#tags.get(resource) ?? {}).filter(([key]) => !keys.includes(key));
    this.#tags.set(resource, Object.fromEntries(left));
  }

  /** The tags of a parameter. Throws `InvalidResourceId`. */
  listTagsForResource(name: string): ParameterTags {
    return this.#tags.get(this.#resourceOf(name)) ?? {};
  }

  /** The newest version, with all its attributes. Throws `ParameterNotFound`. */
  getParameter(name: string): ParameterVersion {
    return newestOf(this.getParameterHistory(name));
  }

  /** All versions that are kept, oldest first, with all their attributes. Throws `ParameterNotFound`. */
  getParameterHistory(name: string): LiveHistory {
    return this.#versionsOf(readName(name));
  }

  /**
   * Puts labels onto a version (default: the newest), taking them off any other one. Throws `ParameterNotFound`,
   * `ParameterVersionNotFound`, `ParameterVersionLabelLimitExceeded` (more than 10 on the version), or
   * `ValidationException` for no label or more than 10 at once.
   */
  labelParameterVersion(name: string, labels: ReadonlyArray<string>, version?: number): LabelResult {
    checkLabelCount(labels);
    const versions = this.getParameterHistory(name);
    const target = versionOf(versions, version);
    const valid = [...new Set(labels)].filter(isValidLabel);
    const attached = attachLabels(versions, target, valid);
    this.#keep(target.name, attached.versions);
    for (const move of attached.moves) {
      const origin = this.#origin(this.#timeNow(target.name));
      this.#emit(labelEvent(subjectOf(newestOf(versions)), { ...move, toVersion: target.version }, origin));
    }
    return { version: target.version, invalidLabels: labels.filter((label) => !isValidLabel(label)) };
  }

  /**
   * Takes labels off a version. AWS names no event for that, so none is emitted. Throws `ParameterNotFound`,
   * `ParameterVersionNotFound`, or `ValidationException` for no label or more than 10 at once.
   */
  unlabelParameterVersion(name: string, labels: ReadonlyArray<string>, version: number): UnlabelResult {
    checkLabelCount(labels);
    const versions = this.getParameterHistory(name);
    const target = versionOf(versions, version);
    const left = labelsOf(target).filter((label) => !labels.includes(label));
    this.#keep(
      target.name,
      versions.map((candidate) => (candidate === target ? withLabels(candidate, left) : candidate)),
    );
    const removedLabels = labelsOf(target).filter((label) => labels.includes(label));
    return { removedLabels, invalidLabels: labels.filter((label) => !removedLabels.includes(label)) };
  }

  /**
   * Deletes every parameter whose Expiration policy is due by the clock, with a "Parameter Store Policy Action" event
   * each, and answers with their names. AWS does it by itself, some time after the moment; call this to let it happen.
   */
  expireParameters(): ReadonlyArray<ParameterName> {
    const now = this.#clock.now();
    const due = [...this.#parameters.values()].map(newestOf).flatMap((newest) => {
      const policy = expirationOf(newest);
      return policy !== undefined && (expiryOf(policy) ?? now + 1) <= now ? [{ newest, policy }] : [];
    });
    for (const { newest, policy } of due) {
      const origin = this.#remove(newest.name);
      this.#emit(policyEvent(subjectOf(newest), policy, origin));
    }
    return due.map(({ newest }) => newest.name);
  }

  tags(name: ParameterName): TE.TaskEither<never, O.Option<ParameterTags>> {
    return TE.fromIO(() => (this.#parameters.has(name) ? O.some(this.#tags.get(name) ?? {}) : O.none));
  }

  history(name: ParameterName): TE.TaskEither<never, O.Option<LiveHistory>> {
    return TE.fromIO(() => O.fromNullable(this.#parameters.get(name)));
  }

  async *list(selection: Selection): AsyncGenerator<E.Either<never, ListedParameter>> {
    for (const name of [...this.#parameters.keys()].filter((known) => selects(selection, known))) {
      const versions = this.#parameters.get(name);
      if (versions === undefined) continue;
      const { version, modifiedAt, type } = newestOf(versions);
      yield E.right({ name, version, modifiedAt, type });
    }
  }

  /** Does nothing: there is nothing to let go of. */
  close(): void {}

  #resourceOf(text: string): ParameterName {
    const name = readName(text);
    if (this.#parameters.has(name)) return name;
    throw new ParameterStoreError("InvalidResourceId", "The resource id is not that of a parameter.");
  }

  #versionsOf(name: ParameterName): LiveHistory {
    const versions = this.#parameters.get(name);
    if (versions === undefined) throw notFound();
    return versions;
  }

  #keep(name: ParameterName, [first, ...others]: ReadonlyArray<ParameterVersion>): void {
    if (first !== undefined) this.#parameters.set(name, [first, ...others]);
  }

  #remove(name: ParameterName): EventOrigin {
    this.#parameters.delete(name);
    this.#tags.delete(name);
    this.#deletions.set(name, this.#clock.now());
    return this.#origin(this.#nextTime(name));
  }

  /** The time of an event that is no change of the parameter: it never seems to come before the last change. */
  #timeNow(name: ParameterName): Millis {
    return Math.max(this.#clock.now(), this.#lastChange.get(name) ?? 0);
  }

  /** The time of the next change of a name: SSM never gives two of them the same one. */
  #nextTime(name: ParameterName): Millis {
    const time = Math.max(this.#clock.now(), (this.#lastChange.get(name) ?? 0) + 1);
    this.#lastChange.set(name, time);
    return time;
  }

  #origin(time: Millis): EventOrigin {
    return { id: uuidOf(this.#events.length + 1), account: this.#account, region: this.#region, time };
  }

  #emit(event: EventEnvelope): void {
    this.#events.push(event);
    this.#onEvent(event);
  }
}
