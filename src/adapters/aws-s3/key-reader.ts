import * as E from "fp-ts/lib/Either.js";
import pMap from "p-map";
import {
  compareRecords,
  identityOf,
  isDiscovery,
  isRelabelling,
  type RecordSummary,
  type VersionRecord,
  type VersionSummary,
} from "../../domain/model/backup-record.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { Secret } from "../../domain/model/secret.ts";
import { endOfSecond, type Millis } from "../../domain/model/time.ts";
import { storeCorrupt } from "../../ports/store-error.ts";
import type { Bucket, Location, ObjectHead } from "./bucket.ts";
import { type Chain, chainOnto } from "./chain.ts";
import { searchChain, type Told } from "./chain-search.ts";
import { deletionsIn, foreignDeletion, newestDeletion, withoutDoubles } from "./delete-marker.ts";
import { type AsideEntry, relabellingKey } from "./layout.ts";
import { type KeyListing, listAside, listKey, type WrittenAside } from "./listing.ts";
import {
  type Companion,
  type DecodedMetadata,
  decodeCompanion,
  decodeMetadata,
  METADATA_KEY,
} from "./metadata-codec.ts";
import { descriptionFromTags, summaryFromTags } from "./tags.ts";
import { isNotFound, StoreFailure } from "./to-store-error.ts";

/** HEADs of one key at once. */
const CONCURRENT_HEADS = 16;

/** How far SSM's clock, which made a record's time, may be ahead of S3's, which made LastModified. */
const CLOCK_SKEW: Millis = 60_000;

const corrupt = (key: string, what: string): StoreFailure => new StoreFailure(storeCorrupt(`object "${key}" ${what}`));

const isNewer = (a: RecordSummary, b: RecordSummary | undefined): boolean =>
  b === undefined || compareRecords(a, b) > 0;

/** A version may stand later than it was made: at the end of its second, or behind a discovery by a clock ahead of AWS's. */
const mayStandBehind = (modifiedAt: Millis, newest: RecordSummary | undefined): boolean =>
  newest === undefined || isDiscovery(newest) || endOfSecond(modifiedAt) >= newest.at;

type Relabelling = Extract<AsideEntry, { readonly _tag: "Relabelling" }>;

/** The order of `compareRecords` among relabellings. */
const compareRelabellings = (a: Relabelling, b: Relabelling): number =>
  a.at - b.at || a.rank - b.rank || a.modifiedAt - b.modifiedAt || a.version - b.version || a.labelledAt - b.labelledAt;

const newestRelabelling = (aside: ReadonlyArray<WrittenAside>, instant: Millis): Relabelling | undefined =>
  aside
    .flatMap(({ entry }) => (entry._tag === "Relabelling" && entry.at <= instant ? [entry] : []))
    .sort(compareRelabellings)
    .at(-1);

/** The version that a relabelling tells of once more; its place may be an earlier one. */
const unlabelled = ({ labelledAt: _, ...version }: VersionSummary): VersionSummary => version;

const orLost =
  ({ key }: Location) =>
  (error: unknown): never => {
    if (!isNotFound(error)) throw error;
    throw corrupt(key, "has lost the version that is asked for: a lifecycle rule may have expired it");
  };

/** Reads records out of one parameter's objects. Remembers where each summary came from, so that loading finds it. */
export class KeyReader {
  readonly #bucket: Bucket;
  readonly #locations = new WeakMap<VersionSummary, Location>();
  /** The versions' own records, by the relabellings that were told with them. */
  readonly #versions = new WeakMap<VersionSummary, VersionSummary>();

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /**
   * The newest record where an object is current, and the chain of what is written onto that. It was written on the
   * condition that the one before it was still current, and so it is the newest; but where there was none, a deletion
   * may have been kept at the same moment.
   */
  async newestWith(
    name: ParameterName,
    head: ObjectHead,
  ): Promise<{ readonly record: RecordSummary; readonly chain?: Chain | undefined }> {
    const { summary, first = false, chain } = await this.#decode(name, head);
    this.#locations.set(summary, head.location);
    const deletion = first ? newestDeletion(await listAside(this.#bucket, name)) : undefined;
    if (deletion !== undefined && isNewer(deletion, summary)) return { record: deletion };
    return { record: summary, chain: chainOnto(head.location.versionId, chain) };
  }

  /** Every record of a name, in order. */
  async history(listing: KeyListing): Promise<ReadonlyArray<RecordSummary>> {
    const { name, written, aside } = listing;
    const summaries = await pMap(
      written,
      async ({ _tag, versionId }) =>
        _tag === "Object" ? (await this.#fetch(name, { key: name, versionId })).summary : undefined,
      { concurrency: CONCURRENT_HEADS },
    );
    const late = await pMap(aside, (entry) => this.#fetchAside(name, entry), { concurrency: CONCURRENT_HEADS });
    const records: RecordSummary[] = late.filter((record) => record !== undefined);
    let above: VersionSummary | undefined;
    for (const [index, entry] of written.entries()) {
      const summary = summaries[index];
      const below = async () => summaries.slice(index).find((object) => object !== undefined);
      const record = summary ?? (await foreignDeletion(entry, listing, above, below));
      if (record !== undefined) records.push(record);
      above = summary ?? above;
    }
    const history = withoutDoubles(records);
    const own = new Map(history.map((record) => [identityOf(record), record]));
    for (const record of history.filter(isRelabelling)) this.#remember(record, own.get(identityOf(unlabelled(record))));
    return history;
  }

  /** The newest record at or before `instant`. */
  async newestAt(listing: KeyListing, instant: Millis): Promise<RecordSummary | undefined> {
    const best = await this.newestUnlabelled(listing, instant);
    const relabelling = newestRelabelling(listing.aside, instant);
    if (relabelling === undefined || relabelling.at < (best?.at ?? relabelling.at)) return best;
    const { summary } = await this.#fetch(listing.name, { key: relabelling.key });
    if (!isNewer(summary, best)) return best;
    this.#remember(summary, best);
    return summary;
  }

  /**
   * The newest record at or before `instant` that is no relabelling. Objects are looked at newest first, and only while one could still beat
   * the best found: what an object tells of happened before it was written. Those of a chain are in the order of time,
   * so that a few of them tell of all.
   */
  async newestUnlabelled(listing: KeyListing, instant: Millis): Promise<RecordSummary | undefined> {
    const { name, written, aside } = listing;
    let best: RecordSummary | undefined;
    let above: VersionSummary | undefined;
    const consider = (record: RecordSummary | undefined): void => {
      if (record !== undefined && record.at <= instant && isNewer(record, best)) best = record;
    };
    for (const tombstone of deletionsIn(aside)) consider(tombstone);
    const tell = this.#teller(listing);
    for (let index = 0; index < written.length; index += 1) {
      const entry = written[index];
      if (entry === undefined || (best !== undefined && endOfSecond(entry.writtenAt) + CLOCK_SKEW < best.at)) break;
      if (entry._tag === "Object") {
        const { summary } = await tell(index);
        consider(summary);
        const found = await searchChain(written, index, instant, tell);
        consider(found?.newest);
        // What follows on a chain begins with its start, which is the object above whatever stands below it.
        index = (found?.start ?? index + 1) - 1;
        above = summary;
      } else {
        const object = written.findIndex(({ _tag }, below) => below > index && _tag === "Object");
        const below = async () => (object < 0 ? undefined : (await tell(object)).summary);
        consider(await foreignDeletion(entry, listing, above, below));
      }
    }
    const newest = best;
    for (const { entry } of aside) {
      if (entry._tag === "LateVersion" && entry.modifiedAt <= instant && mayStandBehind(entry.modifiedAt, newest)) {
        consider((await this.#fetch(name, { key: entry.key })).summary);
      }
    }
    return best;
  }

  /** The relabelling that has this key; `undefined` when there is none any more, or not yet. */
  async relabellingAt(name: ParameterName, key: string): Promise<VersionSummary | undefined> {
    try {
      return (await this.#fetch(name, { key })).summary;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /**
   * The version with its value and attributes. One call; two where the attributes have an object of their own, and one
   * more for a relabelling, whose value is its version's.
   */
  async load(version: VersionSummary): Promise<VersionRecord> {
    if (isRelabelling(version)) return this.#loadRelabelling(version);
    const location = this.#locations.get(version) ?? (await this.#find(version));
    const object = await this.#bucket.get(location).catch(orLost(location));
    return { ...(await this.#withAttributes(version.name, object)), value: Secret.of(object.body) };
  }

  async #loadRelabelling(version: VersionSummary & { readonly labelledAt: Millis }): Promise<VersionRecord> {
    const location = { key: relabellingKey(version.name, version) };
    const object = await this.#bucket.head(location).catch(orLost(location));
    const labelled = await this.#withAttributes(version.name, object);
    const { value } = await this.load(this.#versions.get(version) ?? unlabelled(version));
    return { ...labelled, value };
  }

  async #withAttributes(name: ParameterName, head: ObjectHead): Promise<Omit<VersionRecord, "value">> {
    const { summary, attributes, companion } = await this.#decode(name, head);
    return { ...summary, ...(companion === undefined ? { attributes } : await this.#companion(companion)) };
  }

  #remember(relabelling: VersionSummary, own: RecordSummary | undefined): void {
    if (own?._tag === "Version" && identityOf(own) === identityOf(unlabelled(relabelling))) {
      this.#versions.set(relabelling, own);
    }
  }

  async #fetch(name: ParameterName, location: Location): Promise<Told> {
    const head = await this.#bucket.head(location);
    const told = await this.#decode(name, head);
    this.#locations.set(told.summary, head.location);
    return told;
  }

  /** Fetches listed objects, each at most once. */
  #teller({ name, written }: KeyListing): (index: number) => Promise<Told> {
    const told = new Map<number, Promise<Told>>();
    return (index) => {
      const known = told.get(index) ?? this.#fetch(name, { key: name, versionId: written[index]?.versionId ?? "" });
      told.set(index, known);
      return known;
    };
  }

  async #fetchAside(name: ParameterName, { entry }: WrittenAside): Promise<RecordSummary> {
    return entry._tag === "Deletion" ? entry.tombstone : (await this.#fetch(name, { key: entry.key })).summary;
  }

  /** Looks for a version that another process read: a saved plan's, for example. */
  async #find(version: VersionSummary): Promise<Location> {
    const listing = await listKey(this.#bucket, version.name);
    const isIt = (record: RecordSummary | undefined): boolean =>
      record !== undefined && identityOf(record) === identityOf(version);
    const newest = await this.newestUnlabelled(listing, version.at);
    const found = isIt(newest) ? newest : (await this.history(listing)).find(isIt);
    const location = found?._tag === "Version" ? this.#locations.get(found) : undefined;
    if (location === undefined) throw corrupt(version.name, "has not got the version that is asked for");
    return location;
  }

  async #decode(name: ParameterName, { location, metadata }: ObjectHead): Promise<DecodedMetadata> {
    const text = metadata[METADATA_KEY];
    if (text === undefined) return this.#decodeTags(name, location);
    const decoded = decodeMetadata(name, text);
    if (E.isLeft(decoded)) throw corrupt(location.key, "has metadata that can't be read");
    return decoded.right;
  }

  async #decodeTags(name: ParameterName, location: Location): Promise<DecodedMetadata> {
    const tags = await this.#bucket.tags(location);
    const summary = summaryFromTags(name, tags);
    if (summary === undefined) throw corrupt(location.key, "was not written by ssmbak: move it out of the bucket");
    const description = descriptionFromTags(tags);
    return { summary, attributes: description === undefined ? {} : { description } };
  }

  async #companion(key: string): Promise<Companion> {
    const { body } = await this.#bucket.get({ key });
    const companion = decodeCompanion(body);
    if (E.isLeft(companion)) throw corrupt(key, "has attributes that can't be read");
    return companion.right;
  }
}
