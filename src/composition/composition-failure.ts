import * as E from "fp-ts/lib/Either.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import { configurationError } from "./config/configuration-error.ts";
import type { CompositionError } from "./schemes/scheme.ts";

/** A {@link CompositionError} on its way through the container: inversify knows exceptions only. */
class CompositionFailure extends Error {
  readonly error: CompositionError;

  constructor(error: CompositionError) {
    super(error.message);
    this.name = "CompositionFailure";
    this.error = error;
  }
}

/** Runs a task inside the container. A `Left` is thrown, and {@link failureIn} finds the error again. */
export const orThrow = async <A>(task: TaskEither<CompositionError, A>): Promise<A> => {
  const result = await task();
  if (E.isLeft(result)) throw new CompositionFailure(result.left);
  return result.right;
};

/** The error that {@link orThrow} threw, also where the container wrapped it; `undefined` for any other exception. */
export const failureIn = (thrown: unknown): CompositionError | undefined => {
  for (let current = thrown; current instanceof Error; current = current.cause) {
    if (current instanceof CompositionFailure) return current.error;
  }
  return undefined;
};

/** The kind of an exception. Its message may quote a URL, and a URL may hold a password: nobody is told the message. */
export const kindOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : typeof thrown);

/** What to tell of an exception that came out of the container: the error inside, or the kind of the exception. */
export const toCompositionError = (thrown: unknown): CompositionError =>
  failureIn(thrown) ?? configurationError("configuration", `could not be used (${kindOf(thrown)})`);
