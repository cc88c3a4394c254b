import { isDeepStrictEqual } from "node:util";
import { mergeFacts } from "../../domain/history/fact-set.ts";
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
import { ABSENT, type Bucket } from "./bucket.ts";
import { chainOnto } from "./chain.ts";
import { CLOCK_SKEW } from "./last-modified.ts";
import { listKey } from "./listing.ts";
import { mergeCopies } from "./load-version.ts";
import type { ObjectWriter } from "./object-writer.ts";
import { lasting, readStanding, type Standing } from "./standing.ts";
import { StoreFailure } from "./to-store-error.ts";
import { deletionsIn } from "./told-deletions.ts";
import type { StoredVersion, VersionReader } from "./version-reader.ts";
import { VersionSearch } from "./version-search.ts";

/** So often a write is tried again because another writer was faster. */
const ATTEMPTS = 20;

/** What a {@link NameWriter} reads and writes with. */
export interface WriterTools {
  readonly bucket: Bucket;
  readonly reader: VersionReader;
  readonly writer: ObjectWriter;
}

/**
 * One append to one name: facts have to come in the order of `compareForWriting`.
 *
 * A version that is newer than all others becomes the current object, on the condition that the object it was compared
 * with is still current; a version that comes late goes aside. So a plain GET, the Python package and lifecycle rules see
 * the newest state. Which object is current decides on no answer of the store.
 */
export class NameWriter {
  readonly #name: ParameterName;
  readonly #tools: WriterTools;
  #standing: Standing | undefined;
  #search: Promise<VersionSearch> | undefined;
  #aside: ReturnType<typeof listAside> | undefined;
  /** Deletions of this append for which a delete marker may be written. */
  readonly #deletions: Deletion[] = [];
  /** The identities of the deletions whose objects this append wrote. */
  readonly #written = new Set<string>();
  /** Whether this append wrote a version where no object was current. */
  #hasBegun = false;
  /** Whether the current object, written by this append, says that deletions beside have to be looked at. */
  #isFirst: boolean | undefined;

  /** @param standing What is known already; read when it is needed otherwise. */
  constructor(name: ParameterName, tools: WriterTools, standing: Standing | undefined) {
    this.#name = name;
    this.#tools = tools;
    this.#standing = standing;
  }

  /** Reads what has to be known before facts are written. */
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
   * Makes the current object tell of the newest deletion: by a delete marker, so that a plain GET answers 404; or, where
   * other facts contradict the deletion, by writing the version once more with the mark that deletions are beside.
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

  /** All that is listed of the name, read once: only for what comes late. */
  #listed(): Promise<VersionSearch> {
    this.#search ??= listKey(this.#tools.bucket, this.#name).then(
      (listing) => new VersionSearch(lasting(listing), this.#tools.reader),
    );
    return this.#search;
  }

  async #addVersion(version: VersionFact): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const standing = await this.#stand();
      const newest = standing.newest ?? (await this.#newestBehind(standing, version));
      if (newest !== undefined && compareVersions(version, newest) <= 0) return this.#addBeside(version);
      if (await this.#putOnTop(version, standing)) return true;
      await this.#standAnew();
    }
    throw new StoreFailure(storeUnavailable(`other writers of "${this.#name}" were faster ${ATTEMPTS} times`));
  }

  /** A version in a later second than every deletion is newer than all that the deletions hide. */
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

  async #addBeside(version: VersionFact): Promise<boolean> {
    const found = await (await this.#listed()).find(version);
    if (found === undefined) {
      if (await this.#tools.writer.putLate(version)) return true;
      // Another writer has just written the version there.
      this.#search = undefined;
      return this.#addBesideAgain(version);
    }
    await this.#addCopy(version, found.copies);
    return false;
  }

  async #addBesideAgain(version: VersionFact): Promise<boolean> {
    const found = await (await this.#listed()).find(version);
    await this.#addCopy(version, found?.copies ?? []);
    return false;
  }

  /** A copy that was made at another moment may tell other labels and tags: readers merge all copies. */
  async #addCopy(version: VersionFact, copies: ReadonlyArray<StoredVersion>): Promise<void> {
    const stored = await Promise.all(copies.map((copy) => this.#tools.reader.complete(copy, version.value)));
    const known = mergeCopies(stored);
    if (known === undefined) return;
    const merged = mergeFacts(known, version);
    if (merged._tag === "Version" && isDeepStrictEqual(merged.attributes, known.attributes)) return;
    await this.#tools.writer.putCopy(version);
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
   * The deletion as it is stored, as far as that has to be known. A deletion from before the newest version may be stored
   * though no standing tells. Where S3 ignores `If-None-Match`, writing it again would change its LastModified, which
   * explains a delete marker.
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

  /** The deletion of a delete marker that this bucket has: it needs no object of its own. */
  async #ownMarker({ source, at }: Deletion): Promise<Deletion | undefined> {
    if (source._tag !== "Marker") return undefined;
    const { written } = (await this.#listed()).listing;
    const isOwn = written.some(({ _tag, versionId }) => _tag === "Marker" && versionId === source.versionId);
    return isOwn ? { _tag: "Deletion", name: this.#name, at, source } : undefined;
  }
}
