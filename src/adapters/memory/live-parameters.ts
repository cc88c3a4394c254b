import type { ParameterName } from "../../domain/model/parameter-name.ts";
import {
  type LiveHistory,
  newestOf,
  type ParameterTags,
  type ParameterVersion,
} from "../../domain/model/parameter-version.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { Clock } from "../../ports/clock.ts";
import { readName } from "./parameter-rules.ts";
import { ParameterStoreError } from "./parameter-store-error.ts";

/** The existing parameters with versions and tags, and the time of the last change of every name. */
export class LiveParameters {
  readonly #histories = new Map<ParameterName, LiveHistory>();
  readonly #tags = new Map<ParameterName, ParameterTags>();
  /** The time of the last change of a name. The time stays when the parameter is deleted. */
  readonly #lastChange = new Map<ParameterName, Millis>();
  readonly #deletions = new Map<ParameterName, Millis>();
  readonly #clock: Clock;
  readonly #settling: Millis;

  constructor(clock: Clock, settling: Millis) {
    this.#clock = clock;
    this.#settling = settling;
  }

  get names(): ReadonlyArray<ParameterName> {
    return [...this.#histories.keys()];
  }

  /** The newest version of each. */
  get newest(): ReadonlyArray<ParameterVersion> {
    return [...this.#histories.values()].map(newestOf);
  }

  find(name: ParameterName): LiveHistory | undefined {
    return this.#histories.get(name);
  }

  /** The versions of a parameter. Throws `ParameterNotFound`. */
  versionsOf(name: ParameterName): LiveHistory {
    const versions = this.#histories.get(name);
    if (versions !== undefined) return versions;
    throw new ParameterStoreError("ParameterNotFound", "The parameter couldn't be found.");
  }

  keep(name: ParameterName, [first, ...others]: ReadonlyArray<ParameterVersion>): void {
    if (first !== undefined) this.#histories.set(name, [first, ...others]);
  }

  /** Removes a parameter and the parameter's tags, and answers the time of the deletion. */
  remove(name: ParameterName): Millis {
    this.#histories.delete(name);
    this.#tags.delete(name);
    this.#deletions.set(name, this.#clock.now());
    return this.nextTime(name);
  }

  /** The parameter of a call on tags. Throws `InvalidResourceId`. */
  resourceOf(text: string): ParameterName {
    const name = readName(text);
    if (this.#histories.has(name)) return name;
    throw new ParameterStoreError("InvalidResourceId", "The resource id is not that of a parameter.");
  }

  tagsOf(name: ParameterName): ParameterTags {
    return this.#tags.get(name) ?? {};
  }

  /** Changes the tags of a parameter. Throws `InvalidResourceId` or an exception of `change`, and then changes nothing. */
  changeTags(text: string, change: (before: ParameterTags) => ParameterTags): void {
    const name = this.resourceOf(text);
    this.#tags.set(name, change(this.tagsOf(name)));
  }

  setTags(name: ParameterName, tags: ParameterTags): void {
    this.#tags.set(name, tags);
  }

  /** Throws `TooManyUpdates` while the deletion of the name is too fresh for a re-creation. */
  checkSettled(name: ParameterName): void {
    if (this.#clock.now() >= (this.#deletions.get(name) ?? 0) + this.#settling) return;
    throw new ParameterStoreError("TooManyUpdates", "The parameter was deleted a moment ago; try again later.");
  }

  /** The time of an event that is no change of the parameter. The time never lies before the last change. */
  timeNow(name: ParameterName): Millis {
    return Math.max(this.#clock.now(), this.#lastChange.get(name) ?? 0);
  }

  /** The time of the next change of a name. SSM never gives two changes of a name the same time. */
  nextTime(name: ParameterName): Millis {
    const time = Math.max(this.#clock.now(), (this.#lastChange.get(name) ?? 0) + 1);
    this.#lastChange.set(name, time);
    return time;
  }
}
