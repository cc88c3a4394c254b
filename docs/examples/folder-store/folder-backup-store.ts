import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import {
  type AppendRequest,
  type BackupRecord,
  type BackupStore,
  type Head,
  identityOf,
  isRivalOf,
  newestIn,
  type ParameterName,
  type RecordSummary,
  recordAt,
  Secret,
  type Selection,
  type StoreError,
  selects,
  storeConflict,
  storeCorrupt,
  storeMisconfigured,
  storeUnavailable,
  summarize,
  toHistory,
  type VersionRecord,
  type VersionSummary,
} from "ssmbak";

/** The calls of the file system that are used; a test hands over some that fail. */
export interface Files {
  readonly link: typeof link;
  readonly mkdir: typeof mkdir;
  readonly readdir: typeof readdir;
  readonly readFile: typeof readFile;
  readonly rm: typeof rm;
  readonly writeFile: typeof writeFile;
}

const nodeFiles: Files = { link, mkdir, readdir, readFile, rm, writeFile };

/** Thrown inside, answered as `Left` outside: the one place where errors of the technology are translated. */
class Refusal extends Error {
  readonly error: StoreError;

  constructor(error: StoreError) {
    super(error.message);
    this.error = error;
  }
}

const codeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "code" in error ? error.code : undefined;

const toStoreError = (error: unknown): StoreError => {
  if (error instanceof Refusal) return error.error;
  return storeUnavailable(`the folder could not be used (${String(codeOf(error) ?? "unknown error")})`, error);
};

/** A value is revealed only on its way into a file. */
const encode = (record: BackupRecord): object =>
  record._tag === "Version" ? { ...record, value: record.value.reveal() } : record;

const decode = (text: string): ReadonlyArray<BackupRecord> => {
  try {
    const raw: ReadonlyArray<BackupRecord & { readonly value: string }> = JSON.parse(text);
    return raw.map((record) => (record._tag === "Version" ? { ...record, value: Secret.of(record.value) } : record));
  } catch (error) {
    throw new Refusal(storeCorrupt("a file of the folder can't be read as records", error));
  }
};

const hasSameIdentity =
  (a: RecordSummary) =>
  (b: RecordSummary): boolean =>
    identityOf(a) === identityOf(b);

/**
 * A folder as a store: a folder for every name, and in it a numbered file for every append. Making a file under a
 * number that is taken fails, and so two writers can never both append to the same head.
 */
export class FolderBackupStore implements BackupStore {
  readonly capabilities = { durable: true };
  readonly #root: string;
  readonly #files: Files;

  constructor(root: string, files: Files = nodeFiles) {
    this.#root = root;
    this.#files = files;
  }

  append({ name, expected, records }: AppendRequest): TE.TaskEither<StoreError, number> {
    return TE.tryCatch(async () => {
      const { kept, revision } = await this.#read(name);
      const seen = O.isSome(expected) ? expected.value.revision : "0";
      if (seen !== String(revision)) throw new Refusal(storeConflict("the head has moved"));
      if (records.some((record) => kept.some((other) => isRivalOf(record, other)))) {
        throw new Refusal(storeConflict("another label's record is in that place"));
      }
      const fresh = records.filter((record) => !kept.some(hasSameIdentity(record)));
      if (fresh.length > 0) await this.#write(name, revision + 1, fresh);
      return fresh.length;
    }, toStoreError);
  }

  head(name: ParameterName): TE.TaskEither<StoreError, O.Option<Head>> {
    return TE.tryCatch(async () => {
      const { kept, revision } = await this.#read(name);
      const newest = newestIn(kept);
      return newest === undefined ? O.none : O.some({ record: summarize(newest), revision: String(revision) });
    }, toStoreError);
  }

  history(name: ParameterName): TE.TaskEither<StoreError, ReadonlyArray<RecordSummary>> {
    return TE.tryCatch(async () => (await this.#read(name)).kept.map(summarize), toStoreError);
  }

  async *statesAt(selection: Selection, instant: number): AsyncGenerator<E.Either<StoreError, RecordSummary>> {
    try {
      for (const name of (await this.#names()).filter((candidate) => selects(selection, candidate)).sort()) {
        const state = recordAt((await this.#read(name)).kept, instant);
        if (O.isSome(state)) yield E.right(summarize(state.value));
      }
    } catch (error) {
      yield E.left(toStoreError(error));
    }
  }

  load(version: VersionSummary): TE.TaskEither<StoreError, VersionRecord> {
    return TE.tryCatch(async () => {
      const found = (await this.#read(version.name)).kept.find(hasSameIdentity(version));
      if (found?._tag !== "Version") throw new Refusal(storeCorrupt("the version is not there any more"));
      return found;
    }, toStoreError);
  }

  close(): TE.TaskEither<StoreError, void> {
    return TE.right(undefined);
  }

  /** Names may be longer than file names: the folder is named by their hash, the records know the name. */
  #folderOf(name: ParameterName): string {
    return join(this.#root, createHash("sha256").update(name).digest("hex"));
  }

  async #list(folder: string): Promise<ReadonlyArray<string>> {
    try {
      return (await this.#files.readdir(folder)).filter((file) => !file.startsWith(".")).sort();
    } catch (error) {
      if (codeOf(error) === "ENOENT") return [];
      throw error;
    }
  }

  async #read(name: ParameterName): Promise<{ readonly kept: ReadonlyArray<BackupRecord>; readonly revision: number }> {
    const folder = this.#folderOf(name);
    const records: BackupRecord[] = [];
    const files = await this.#list(folder);
    for (const file of files) records.push(...decode(await this.#files.readFile(join(folder, file), "utf8")));
    return { kept: toHistory(records), revision: files.length };
  }

  /** The name of a folder is in the first record of its first file. */
  async #names(): Promise<ReadonlyArray<ParameterName>> {
    const names: ParameterName[] = [];
    for (const folder of await this.#list(this.#root)) {
      const [first] = await this.#list(join(this.#root, folder));
      if (first === undefined) continue;
      const [record] = decode(await this.#files.readFile(join(this.#root, folder, first), "utf8"));
      if (record !== undefined) names.push(record.name);
    }
    return names;
  }

  /** A file appears under its number with all that is in it, or not at all. */
  async #write(name: ParameterName, revision: number, records: ReadonlyArray<BackupRecord>): Promise<void> {
    const folder = this.#folderOf(name);
    await this.#files.mkdir(folder, { recursive: true });
    const draft = join(folder, `.${randomUUID()}`);
    await this.#files.writeFile(draft, JSON.stringify(records.map(encode)), { flush: true });
    try {
      await this.#files.link(draft, join(folder, `${String(revision).padStart(9, "0")}.json`));
    } catch (error) {
      if (codeOf(error) === "EEXIST") throw new Refusal(storeConflict("another writer was faster"));
      throw error;
    } finally {
      await this.#files.rm(draft, { force: true });
    }
  }
}

/** Opens a folder; one that is not there is refused, since a mistyped path would look like an empty backup. */
export const openFolder = (root: string): TE.TaskEither<StoreError, BackupStore> =>
  TE.tryCatch(
    async () => {
      await nodeFiles.readdir(root);
      return new FolderBackupStore(root);
    },
    (error) => storeMisconfigured("there is no such folder: create it first", error),
  );
