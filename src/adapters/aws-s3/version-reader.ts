import * as E from "fp-ts/lib/Either.js";
import type { VersionFact } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { Secret } from "../../domain/model/secret.ts";
import { storeCorrupt } from "../../ports/store-error.ts";
import type { Bucket } from "./bucket.ts";
import {
  type Companion,
  type DecodedMetadata,
  decodeCompanion,
  decodeMetadata,
  METADATA_KEY,
} from "./metadata-codec.ts";
import type { Location, ObjectHead } from "./s3-object.ts";
import { descriptionFromTags, summaryFromTags } from "./tags.ts";
import { StoreFailure } from "./to-store-error.ts";

/** A version without the value, from an object's metadata. */
export interface StoredVersion extends DecodedMetadata {
  readonly location: Location;
}

/** The failure of an object without a readable version. */
export const corrupt = (key: string, what: string): StoreFailure =>
  new StoreFailure(storeCorrupt(`object "${key}" ${what}`));

/** Reads versions out of objects. Methods throw exceptions of the SDK, or a `StoreFailure`. */
export class VersionReader {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /** Reads a version without the value: one HeadObject, and GetObjectTagging for an object of the Python package. */
  async read(name: ParameterName, location: Location): Promise<StoredVersion> {
    return this.decode(name, await this.#bucket.head(location));
  }

  /** Decodes the version in metadata that was read before. */
  async decode(name: ParameterName, { location, metadata }: ObjectHead): Promise<StoredVersion> {
    const text = metadata[METADATA_KEY];
    if (text === undefined) return { ...(await this.#decodeTags(name, location)), location };
    const decoded = decodeMetadata(name, text);
    if (E.isLeft(decoded)) throw corrupt(location.key, "has metadata that can't be read");
    return { ...decoded.right, location };
  }

  /** Reads a version with value and attributes: one GetObject, and another for attributes in a companion object. */
  async load(name: ParameterName, location: Location): Promise<VersionFact> {
    const object = await this.#bucket.get(location);
    return this.complete(await this.decode(name, object), Secret.of(object.body));
  }

  /** Adds the attributes and a known value to a version. */
  async complete({ summary, attributes, companion }: StoredVersion, value: Secret): Promise<VersionFact> {
    const rest = companion === undefined ? { attributes } : await this.#companion(companion);
    return { ...summary, ...rest, value };
  }

  async #decodeTags(name: ParameterName, location: Location): Promise<DecodedMetadata> {
    const tags = await this.#bucket.tags(location);
    const summary = summaryFromTags(name, tags);
    if (summary === undefined) throw corrupt(location.key, "was not written by ssmbak: move it out of the bucket");
    const description = descriptionFromTags(tags);
    // The Python package writes without conditions, so a newer deletion may be stored.
    return { summary, attributes: description === undefined ? {} : { description }, first: true };
  }

  async #companion(key: string): Promise<Companion> {
    const { body } = await this.#bucket.get({ key });
    const companion = decodeCompanion(body);
    if (E.isLeft(companion)) throw corrupt(key, "has attributes that can't be read");
    return companion.right;
  }
}
