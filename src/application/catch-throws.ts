import * as E from "fp-ts/lib/Either.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { Failure } from "../ports/failure.ts";

/** What an adapter throws may quote anything: its kind is told, the rest is for debuggers. */
export const guarded =
  <Err, A>(task: TaskEither<Err, A>): TaskEither<Err | Failure<"Unexpected">, A> =>
  async () => {
    try {
      return await task();
    } catch (error) {
      const kind = error instanceof Error ? error.name : typeof error;
      return E.left({ _tag: "Unexpected", message: `an adapter threw ${kind}`, cause: error });
    }
  };
