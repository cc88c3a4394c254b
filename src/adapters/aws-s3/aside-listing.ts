import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { prefixOf, type Selection } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import { type AsideEntry, parseAsideKey } from "./aside-key.ts";
import type { Bucket } from "./bucket.ts";
import { asidePrefix, asidePrefixOf, nameOfAsideKey } from "./layout.ts";

/** A fact beside the parameter's own object. */
export interface WrittenAside {
  readonly key: string;
  readonly entry: AsideEntry;
  /** S3's LastModified: whole seconds. */
  readonly writtenAt: Millis;
}

interface ListedObject {
  readonly key: string;
  readonly writtenAt: Millis;
}

const toWritten = (name: ParameterName, { key, writtenAt }: ListedObject): ReadonlyArray<WrittenAside> => {
  const entry = parseAsideKey(name, key);
  return entry === undefined ? [] : [{ key, entry, writtenAt }];
};

/** The facts beside one parameter. */
export const listAside = async (bucket: Bucket, name: ParameterName): Promise<ReadonlyArray<WrittenAside>> => {
  const aside: WrittenAside[] = [];
  for await (const object of bucket.objects(asidePrefix(name))) aside.push(...toWritten(name, object));
  return aside;
};

/** Walks the facts beside all parameters of a selection, in the order of the names. Memory holds the facts of one name. */
export class AsideCursor {
  readonly #objects: AsyncGenerator<ListedObject>;
  #current: IteratorResult<ListedObject> | undefined;

  constructor(bucket: Bucket, selection: Selection) {
    this.#objects = bucket.objects(asidePrefixOf(prefixOf(selection)), selection._tag === "Level" ? "/" : undefined);
  }

  /** The next name before `end`. Keys without a name are passed over. */
  async next(end?: ParameterName): Promise<ParameterName | undefined> {
    for (let object = await this.#peek(); object !== undefined; object = await this.#skip()) {
      const name = nameOfAsideKey(object.key);
      if (name !== undefined) return end !== undefined && name >= end ? undefined : name;
    }
    return undefined;
  }

  /** The facts beside `name`. Names have to be asked for in order, after {@link AsideCursor.next}. */
  async take(name: ParameterName): Promise<ReadonlyArray<WrittenAside>> {
    const aside: WrittenAside[] = [];
    for (let object = await this.#peek(); object !== undefined; object = await this.#skip()) {
      if (nameOfAsideKey(object.key) !== name) break;
      aside.push(...toWritten(name, object));
    }
    return aside;
  }

  async close(): Promise<void> {
    await this.#objects.return(undefined);
  }

  async #peek(): Promise<ListedObject | undefined> {
    this.#current ??= await this.#objects.next();
    return this.#current.done === true ? undefined : this.#current.value;
  }

  async #skip(): Promise<ListedObject | undefined> {
    this.#current = undefined;
    return this.#peek();
  }
}
