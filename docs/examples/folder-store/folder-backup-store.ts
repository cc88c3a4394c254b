import { createHash, randomUUID } from "node:crypto";
import * as fileSystem from "node:fs/promises";
import { join } from "node:path";
import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import {
  type AppendRequest,
  addFacts,
  type BackupStore,
  compareForWriting,
  type Fact,
  type FactSet,
  type FactSummary,
  factFromJson,
  factToJson,
  identityOf,
  type ParameterName,
  type Scope,
  type Selection,
  type Span,
  type State,
  type StoreError,
  scopeText,
  selects,
  stateAt,
  storeCorrupt,
  storeMisconfigured,
  storeUnavailable,
  storeUnexpected,
  summarize,
  type Tail,
  tailOf,
  timeOf,
  type VersionFact,
  type VersionSummary,
} from "ssmbak/store";

/** The calls of `node:fs/promises` that the store makes; a test hands over calls that fail. */
export interface Files {
  link(from: string, to: string): Promise<void>;
  mkdir(folder: string, options: { readonly recursive: true }): Promise<unknown>;
  readdir(folder: string): Promise<ReadonlyArray<string>>;
  readFile(file: string, encoding: "utf8"): Promise<string>;
  rm(file: string, options: { readonly force: true }): Promise<void>;
  writeFile(file: string, text: string, options: { readonly flush: true }): Promise<void>;
}

/** Thrown inside, answered as `Left` outside: {@link toStoreError} is the only place where errors are translated. */
class Refusal extends Error {
  readonly error: StoreError;

  constructor(error: StoreError) {
    super(error.message);
    this.error = error;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === code;

const toStoreError = (error: unknown): StoreError =>
  error instanceof Refusal ? error.error : storeUnavailable("the folder could not be read or written", error);

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * A folder as a store: a folder for every name, and in the folder a file for every fact. A file is named by a hash of its
 * text and never changes, so writers have nothing to fight about. A fact with other evidence, or with other labels, is
 * another file; `addFacts` makes one fact of such files when they are read.
 */
export class FolderBackupStore implements BackupStore {
  readonly capabilities = { durable: true };
  readonly #root: string;
  readonly #files: Files;

  constructor(root: string, files: Files = fileSystem) {
    this.#root = root;
    this.#files = files;
  }

  append({ name, facts, owner }: AppendRequest): TE.TaskEither<StoreError, number> {
    return TE.tryCatch(async () => {
      if (owner !== undefined) await this.#checkOwner(owner);
      const known = await this.#read(this.#folderOf(name));
      for (const fact of facts.toSorted(compareForWriting)) {
        const text = factToJson(fact);
        await this.#put(this.#folderOf(name), hashOf(text), text);
      }
      return addFacts(known, facts).added;
    }, toStoreError);
  }

  tail(name: ParameterName): TE.TaskEither<StoreError, Tail> {
    return TE.map(tailOf)(this.facts(name));
  }

  facts(name: ParameterName): TE.TaskEither<StoreError, ReadonlyArray<FactSummary>> {
    return TE.tryCatch(async () => [...(await this.#read(this.#folderOf(name))).values()].map(summarize), toStoreError);
  }

  statesAt(selection: Selection, instant: number): AsyncGenerator<E.Either<StoreError, State>> {
    return this.#stream(selection, (facts) => [stateAt(facts, instant)].filter((state) => state !== undefined));
  }

  factsWithin(selection: Selection, { since, until }: Span): AsyncGenerator<E.Either<StoreError, FactSummary>> {
    return this.#stream(selection, (facts) => facts.filter((fact) => since <= timeOf(fact) && timeOf(fact) <= until));
  }

  load(version: VersionSummary): TE.TaskEither<StoreError, VersionFact> {
    return TE.tryCatch(async () => {
      const found = (await this.#read(this.#folderOf(version.name))).get(identityOf(version));
      if (found?._tag !== "Version") throw new Refusal(storeUnexpected("the version is not in the folder"));
      return found;
    }, toStoreError);
  }

  close(): TE.TaskEither<StoreError, void> {
    return TE.right(undefined);
  }

  /** Names can be longer than names of files may be: a folder is named by a hash, and the facts know their name. */
  #folderOf(name: ParameterName): string {
    return join(this.#root, hashOf(name));
  }

  /** The first owner stays: a file that is there is never written again. */
  async #checkOwner(owner: Scope): Promise<void> {
    await this.#put(this.#root, "owner.txt", scopeText(owner));
    const first = await this.#files.readFile(join(this.#root, "owner.txt"), "utf8");
    if (first !== scopeText(owner))
      throw new Refusal(storeMisconfigured(`the folder holds the parameters of ${first}`));
  }

  /** A file appears with its whole text or not at all. */
  async #put(folder: string, file: string, text: string): Promise<void> {
    const draft = join(folder, `${randomUUID()}.draft`);
    await this.#files.mkdir(folder, { recursive: true });
    await this.#files.writeFile(draft, text, { flush: true });
    try {
      await this.#files.link(draft, join(folder, file));
    } catch (error) {
      if (!hasCode(error, "EEXIST")) throw error;
    } finally {
      await this.#files.rm(draft, { force: true });
    }
  }

  /** What is named by a hash: neither the owner, nor a draft that was left when a writer died. */
  async #list(folder: string): Promise<ReadonlyArray<string>> {
    try {
      return (await this.#files.readdir(folder)).filter((entry) => !entry.includes("."));
    } catch (error) {
      if (hasCode(error, "ENOENT")) return [];
      throw error;
    }
  }

  async #read(folder: string, most = Infinity): Promise<FactSet> {
    const facts: Fact[] = [];
    for (const file of (await this.#list(folder)).slice(0, most)) {
      const fact = factFromJson(await this.#files.readFile(join(folder, file), "utf8"));
      if (E.isLeft(fact)) throw new Refusal(storeCorrupt(`a file of the folder is broken: ${fact.left.message}`));
      facts.push(fact.right);
    }
    return addFacts(new Map(), facts).all;
  }

  async #names(): Promise<ReadonlyArray<ParameterName>> {
    const names: ParameterName[] = [];
    for (const folder of await this.#list(this.#root)) {
      for (const { name } of (await this.#read(join(this.#root, folder), 1)).values()) names.push(name);
    }
    return names.sort();
  }

  async *#stream<A>(
    selection: Selection,
    answersOf: (facts: ReadonlyArray<FactSummary>) => ReadonlyArray<A>,
  ): AsyncGenerator<E.Either<StoreError, A>> {
    try {
      for (const name of (await this.#names()).filter((known) => selects(selection, known))) {
        const facts = await this.#read(this.#folderOf(name));
        for (const answer of answersOf([...facts.values()].map(summarize))) yield E.right(answer);
      }
    } catch (error) {
      yield E.left(toStoreError(error));
    }
  }
}
