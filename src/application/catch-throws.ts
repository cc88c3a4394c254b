import * as E from "fp-ts/lib/Either.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { Failure } from "../ports/failure.ts";

/**
 * Turns a thrown error into a failure. The message names only the kind of error, because the error's text may quote a
 * value.
 */
export const catchThrows =
  <Err, A>(task: TaskEither<Err, A>): TaskEither<Err | Failure<"Unexpected">, A> =>
  async () => {
    try {
      return await task();
    } catch (error) {
      const kind = error instanceof Error ? error.name : typeof error;
      return E.left({ _tag: "Unexpected", message: `an adapter threw ${kind}`, cause: error });
    }
  };
