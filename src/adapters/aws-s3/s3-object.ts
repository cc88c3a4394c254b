/** The version id of objects that S3 writes while versioning is off or suspended; the next write replaces the object. */
export const NULL_VERSION = "null";

/** Whether an object with this id lasts. While versioning is suspended, S3 answers `null`, and some look-alikes nothing. */
export const isVersionId = (versionId: string | undefined): versionId is string =>
  versionId !== undefined && versionId !== NULL_VERSION;

/** The place of an object: key and version id; without an id the current version. */
export interface Location {
  readonly key: string;
  readonly versionId?: string;
}

/** The answer of a HEAD of an object. */
export interface ObjectHead {
  readonly location: Location;
  readonly etag: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** An object to write. `onlyIf` is the required ETag of the current object, or `absent`. */
export interface NewObject {
  readonly key: string;
  readonly body: string;
  readonly contentType: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly tagging?: string;
  readonly onlyIf: string;
}

/** The answer of S3 to a written object. */
export interface WrittenObject {
  readonly etag: string;
  readonly versionId: string | undefined;
}

/** The condition that no object is current: the key is empty, or ends with a delete marker. */
export const ABSENT = "absent";

/** The result of a HEAD of a key's current object. */
export type Current =
  | { readonly _tag: "Object"; readonly head: ObjectHead }
  | { readonly _tag: "DeleteMarker" }
  | { readonly _tag: "Nothing" };
