import assert from "node:assert/strict";
import { inspect, isDeepStrictEqual } from "node:util";
import * as E from "fp-ts/lib/Either.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { Fact } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { AppendRequest, BackupStore } from "../../ports/backup-store.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { NAME } from "./facts.ts";
import { factsText, nameText } from "./texts.ts";

const TAGS: Readonly<Record<StoreError["_tag"], true>> = {
  StoreMisconfigured: true,
  StoreAccessDenied: true,
  StoreThrottled: true,
  StoreUnavailable: true,
  StoreCorrupt: true,
  StoreUnexpected: true,
};

/** How many of the last appends a message quotes. */
const SHOWN = 8;

/** The parts of an append beside name and facts. */
export type AppendOptions = Omit<AppendRequest, "name" | "facts">;

/** The common name of facts of one name. */
export const nameOf = (facts: ReadonlyArray<Fact>): ParameterName => facts[0]?.name ?? NAME;

/**
 * An instance of the store under test. All instances on the same data share a log of appends. A failing test quotes the
 * log, the call, the answer, and the right answer.
 */
export class CheckedStore {
  readonly port: BackupStore;
  readonly #past: string[];

  constructor(port: BackupStore, past: string[] = []) {
    this.port = port;
    this.#past = past;
  }

  /** Another instance on the same data. */
  alongside(port: BackupStore): CheckedStore {
    return new CheckedStore(port, this.#past);
  }

  /** Makes a task that appends facts of one name. Each answer of the task is written to the log. */
  append(facts: ReadonlyArray<Fact>, options: AppendOptions = {}): TaskEither<StoreError, number> {
    const task = this.port.append({ name: nameOf(facts), facts, ...options });
    return async () => {
      const answer = await task();
      this.#past.push(`append ${factsText(facts)}${E.isLeft(answer) ? " (failed)" : ""}`);
      return answer;
    };
  }

  /** Appends facts of one name, and answers how many facts were new. Fails when the append fails. */
  add(...facts: ReadonlyArray<Fact>): Promise<number> {
    return this.succeed("append", this.append(facts));
  }

  /** Closes this instance. Fails when the close fails. */
  async close(): Promise<void> {
    await this.succeed("close", this.port.close());
    this.#past.push("close");
  }

  /** Runs a call that has to succeed, and gives the answer. */
  async succeed<A>(call: string, task: TaskEither<StoreError, A>): Promise<A> {
    const answer = await task();
    if (E.isLeft(answer)) return this.#refuse(call, answer.left);
    return answer.right;
  }

  /** Runs a call that has to fail, and gives the failure. An absence or a rejected promise is not a failure. */
  async fail(call: string, task: TaskEither<StoreError, unknown>): Promise<StoreError> {
    const answer = await task();
    if (E.isRight(answer)) assert.fail(`${call}${this.#after()} gave an answer, expected a failure`);
    this.expectKnown(call, answer.left);
    return answer.left;
  }

  /** Reads a stream that has to succeed, and gives all answers. */
  async collect<A>(call: string, stream: AsyncIterable<E.Either<StoreError, A>>): Promise<ReadonlyArray<A>> {
    const answers: A[] = [];
    for await (const answer of stream) {
      if (E.isLeft(answer)) return this.#refuse(call, answer.left);
      answers.push(answer.right);
    }
    return answers;
  }

  /** Checks that a failure has a message and a tag of the port. */
  expectKnown(call: string, { _tag, message }: StoreError): void {
    assert.ok(
      Object.hasOwn(TAGS, _tag),
      `${call}${this.#after()} failed with ${_tag}, which is no tag of a StoreError`,
    );
    assert.ok(message.length > 0, `${call}${this.#after()} failed with ${_tag} without a message`);
  }

  /** Compares the answer of a call; `text` writes an answer for the message. */
  compare<A>(call: string, given: A, expected: A, text: (answer: A) => string): void {
    if (isDeepStrictEqual(given, expected)) return;
    const isTold = text(given) !== text(expected);
    const show = (answer: A): string => (isTold ? text(answer) : inspect(answer, { depth: null }));
    assert.fail(`${call}${this.#after()} gave ${show(given)}, expected ${show(expected)}`);
  }

  /** Fails when `isMet` is false. `what` says the call's mistake. */
  check(call: string, isMet: boolean, what: string): void {
    assert.ok(isMet, `${call}${this.#after()} ${what}`);
  }

  #refuse(call: string, { _tag, message }: StoreError): never {
    return assert.fail(`${call}${this.#after()} failed, expected an answer: ${_tag}: ${message}`);
  }

  #after(): string {
    if (this.#past.length === 0) return " of an empty store";
    const earlier = this.#past.length - SHOWN;
    return ` after ${earlier > 0 ? `${earlier} earlier calls, ` : ""}${this.#past.slice(-SHOWN).join(", ")}`;
  }
}

/** The text of a call in messages. */
export const callText = (call: string, name: ParameterName): string => `${call}(${nameText(name)})`;
