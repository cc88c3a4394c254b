import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { Account, isSameScope, Region, type Scope, scopeText } from "../../domain/model/scope.ts";
import { storeMisconfigured } from "../../ports/store-error.ts";
import type { Bucket } from "./bucket.ts";
import { decodeJson } from "./decode-json.ts";
import { OWNER_KEY } from "./layout.ts";
import { ABSENT } from "./s3-object.ts";
import { isNotFound, StoreFailure } from "./to-store-error.ts";
import { corrupt } from "./version-reader.ts";

const OwnerDocument = t.type({ account: Account, region: Region });

const foreignOwner = (bucket: string, known: Scope, given: Scope): StoreFailure =>
  new StoreFailure(
    storeMisconfigured(
      `bucket "${bucket}" holds the parameters of ${scopeText(known)}, and these are of ${scopeText(given)}: use another ` +
        "bucket, or the credentials and region of the first",
    ),
  );

/** The owner of a bucket's parameters: an object of the first writer, read once per process. */
export class Owner {
  readonly #bucket: Bucket;
  #known: Promise<Scope> | undefined;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /** Fails with `StoreMisconfigured` when the bucket has another owner. The first given owner becomes the bucket's. */
  async check(given: Scope): Promise<void> {
    this.#known ??= this.#find(given).catch((error: unknown) => {
      this.#known = undefined;
      throw error;
    });
    const known = await this.#known;
    if (!isSameScope(known, given)) throw foreignOwner(this.#bucket.name, known, given);
  }

  async #find(given: Scope): Promise<Scope> {
    return (await this.#read()) ?? ((await this.#write(given)) ? given : ((await this.#read()) ?? given));
  }

  async #read(): Promise<Scope | undefined> {
    try {
      const decoded = decodeJson(OwnerDocument, (await this.#bucket.get({ key: OWNER_KEY })).body);
      if (E.isRight(decoded)) return decoded.right;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
    throw corrupt(OWNER_KEY, "does not tell whose parameters the bucket has");
  }

  /** Answers `false` when another writer was faster. */
  async #write({ account, region }: Scope): Promise<boolean> {
    const body = JSON.stringify({ account, region });
    const object = { key: OWNER_KEY, body, contentType: "application/json", onlyIf: ABSENT };
    return (await this.#bucket.put(object)) !== undefined;
  }
}
