import { orderFacts } from "../../domain/history/order-facts.ts";
import {
  compareVersions,
  type Deletion,
  type Fact,
  identityOf,
  isDeletion,
  isVersion,
  type VersionFact,
  type VersionSummary,
} from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { startOfSecond } from "../../domain/model/time.ts";
import { storeUnavailable } from "../../ports/store-error.ts";
import { listAside } from "./aside-listing.ts";
import type { Bucket } from "./bucket.ts";
import { chainOnto } from "./chain.ts";
import { CLOCK_SKEW } from "./last-modified.ts";
import { addLateVersion } from "./late-version.ts";
import { listKey } from "./listing.ts";
import type { ObjectWriter } from "./object-writer.ts";
import { ABSENT } from "./s3-object.ts";
import { lasting, readStanding, type Standing } from "./standing.ts";
import { StoreFailure } from "./to-store-error.ts";
import { deletionsIn } from "./told-deletions.ts";
import type { VersionReader } from "./version-reader.ts";
import { VersionSearch } from "./version-search.ts";

/** How often a write is tried again because another writer was faster. */
const ATTEMPTS = 20;

/** The tools of a {@link NameWriter}. */
export interface WriterTools {
  readonly bucket: Bucket;
  readonly reader: VersionReader;
  readonly writer: ObjectWriter;
}

/**
 * One append to one name: facts have to come in the order of `compareForWriting`.
 *
 * The newest version becomes the current object, on the condition that the version was compared with the object that is
 * still current; late versions go aside. A plain GET, the Python package and lifecycle rules then see the newest state.
 * No answer of the store depends on the current object.
 */
export class NameWriter {
  readonly #name: ParameterName;
  readonly #tools: WriterTools;
  #standing: Standing | undefined;
  #search: Promise<VersionSearch> | undefined;
  #aside: ReturnType<typeof listAside> | undefined;
  /** This append's deletions, as far as a delete marker may follow. */
  readonly #deletions: Deletion[] = [];
  /** Identities of the deletions that this append wrote objects for. */
  readonly #written = new Set<string>();
  /** Whether this append wrote a version where no object was current. */
  #hasBegun = false;
  /** Whether the current object, written by this append, sends readers to the deletions aside. */
  #isFirst: boolean | undefined;

  /** @param standing The standing as the caller read it. Default: read when needed. */
  constructor(name: ParameterName, tools: WriterTools, standing: Standing | undefined) {
    this.#name = name;
    this.#tools = tools;
    this.#standing = standing;
  }

  /** Reads the standing before facts are written. Label changes need no standing. */
  async prepare(facts: ReadonlyArray<Fact>): Promise<void> {
    if (facts.some((fact) => isVersion(fact) || isDeletion(fact))) await this.#stand();
  }

  /** Adds a fact, and answers whether the fact was new. */
  async add(fact: Fact): Promise<boolean> {
    switch (fact._tag) {
      case "Version":
        return this.#addVersion(fact);
      case "Deletion":
        return this.#addDeletion(fact);
      case "LabelChange":
        return this.#tools.writer.putLabelChange(fact);
    }
  }

  /**
   * Makes the current object show the newest deletion. Usually a delete marker shows the deletion: a plain GET answers 404
   * then. Where other facts contradict the deletion, the version is written once more, as a version with deletions aside.
   */
  async finish(): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS && this.#standing !== undefined; attempt += 1) {
      if (await this.#settle(this.#standing)) return;
      await this.#standAnew();
    }
  }

  /** Answers `false` when another writer was faster. */
  async #settle({ etag, newest, deletions }: Standing): Promise<boolean> {
    if (etag === undefined) return true;
    const known = [...(deletions ?? []).filter(({ source }) => source._tag !== "Marker"), ...this.#deletions];
    const last = orderFacts([...(newest === undefined ? [] : [newest]), ...known]).entries.at(-1)?.fact;
    if (last?._tag === "Deletion" && last.at <= this.#tools.bucket.now() + CLOCK_SKEW) return this.#mark(last, etag);
    const isFirst = this.#isFirst ?? deletions !== undefined;
    const isUntold = !isFirst && this.#deletions.some(({ at }) => at > (newest?.modifiedAt ?? Infinity));
    return !isUntold || this.#flag(etag);
  }

  /** A deletion in the future gets no marker: a marker would hide versions that come before the deletion. */
  async #mark(deletion: Deletion, etag: string): Promise<boolean> {
    const { bucket, writer } = this.#tools;
    if (!this.#written.has(identityOf(deletion))) await writer.putAnnouncement(deletion, bucket.now());
    return bucket.mark(this.#name, etag);
  }

  async #flag(etag: string): Promise<boolean> {
    const { bucket, reader, writer } = this.#tools;
    const current = await bucket.current(this.#name);
    if (current._tag !== "Object") return false;
    const version = await reader.load(this.#name, current.head.location);
    return (await writer.putVersion(version, { onlyIf: etag, first: true })) !== undefined;
  }

  async #stand(): Promise<Standing> {
    this.#standing ??= await readStanding(this.#tools.bucket, this.#tools.reader, this.#name);
    return this.#standing;
  }

  async #standAnew(): Promise<void> {
    this.#standing = undefined;
    this.#search = undefined;
    this.#aside = undefined;
    this.#isFirst = undefined;
    await this.#stand();
  }

  /** The listings of the name, made once, and only for facts that come late. */
  #listed(again = false): Promise<VersionSearch> {
    if (again) this.#search = undefined;
    this.#search ??= listKey(this.#tools.bucket, this.#name).then(
      (listing) => new VersionSearch(lasting(listing), this.#tools.reader),
    );
    return this.#search;
  }

  #addLate(version: VersionFact): Promise<boolean> {
    return addLateVersion({ ...this.#tools, list: (again) => this.#listed(again) }, version);
  }

  async #addVersion(version: VersionFact): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const standing = await this.#stand();
      const newest = standing.newest ?? (await this.#newestBehind(standing, version));
      if (newest !== undefined && compareVersions(version, newest) <= 0) return this.#addLate(version);
      if (await this.#putOnTop(version, standing)) return true;
      await this.#standAnew();
    }
    throw new StoreFailure(storeUnavailable(`other writers of "${this.#name}" were faster ${ATTEMPTS} times`));
  }

  /** A version in a later second than every deletion is newer than everything behind the deletions. */
  async #newestBehind({ deletions = [] }: Standing, version: VersionFact): Promise<VersionSummary | undefined> {
    if (deletions.every(({ at }) => at < startOfSecond(version.modifiedAt))) return undefined;
    return (await (await this.#listed()).newestBefore({ modifiedAt: Infinity }))?.summary;
  }

  async #putOnTop(version: VersionFact, standing: Standing): Promise<boolean> {
    const { etag, chain, deletions = [] } = standing;
    const isBegun = this.#hasBegun || etag === undefined;
    const known = [...deletions, ...this.#deletions];
    const isFirst = isBegun || known.some(({ at }) => at >= startOfSecond(version.modifiedAt));
    const written = await this.#tools.writer.putVersion(version, {
      onlyIf: etag ?? ABSENT,
      ...(isFirst ? { first: true } : {}),
      ...(etag === undefined || chain === undefined ? {} : { chain }),
    });
    if (written === undefined) return false;
    const next = chainOnto(written.versionId, etag === undefined ? undefined : chain);
    this.#hasBegun = isBegun;
    this.#isFirst = isFirst;
    const { chain: _chain, ...others } = standing;
    this.#standing = {
      ...others,
      ...(next === undefined ? {} : { chain: next }),
      ...{ etag: written.etag, newest: version },
    };
    return true;
  }

  async #addDeletion(deletion: Deletion): Promise<boolean> {
    const known = await this.#knownDeletion(deletion);
    const isNew = known === undefined && (await this.#tools.writer.putDeletion(deletion));
    if (isNew) this.#written.add(identityOf(deletion));
    const { aliveSince } = deletion;
    if (aliveSince !== undefined && aliveSince < (known?.aliveSince ?? Infinity)) {
      await this.#tools.writer.putEvidence(deletion, aliveSince);
    }
    if (known?.source._tag !== "Marker") this.#deletions.push(deletion);
    return isNew;
  }

  /**
   * The stored copy of a deletion, looked for only where a second write could do harm. The standing lacks deletions from
   * before the newest version. Where S3 ignores `If-None-Match`, a second write changes the LastModified of the deletion's
   * object, and LastModified explains a delete marker.
   */
  async #knownDeletion(deletion: Deletion): Promise<Deletion | undefined> {
    const { deletions = [], newest } = await this.#stand();
    const isIt = (other: Deletion): boolean => identityOf(other) === identityOf(deletion);
    const known = deletions.find(isIt);
    if (known !== undefined) return known;
    if (deletion.source._tag === "Marker") return this.#ownMarker(deletion);
    if (newest === undefined || deletion.at >= startOfSecond(newest.modifiedAt)) return undefined;
    this.#aside ??= listAside(this.#tools.bucket, this.#name);
    return deletionsIn({ name: this.#name, written: [], aside: await this.#aside }).find(isIt);
  }

  /** The deletion of a delete marker of this bucket. Such a deletion needs no object aside. */
  async #ownMarker({ source, at }: Deletion): Promise<Deletion | undefined> {
    if (source._tag !== "Marker") return undefined;
    const { written } = (await this.#listed()).listing;
    const isOwn = written.some(({ _tag, versionId }) => _tag === "Marker" && versionId === source.versionId);
    return isOwn ? { _tag: "Deletion", name: this.#name, at, source } : undefined;
  }
}
