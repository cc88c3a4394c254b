import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import type * as t from "io-ts";

/** Reads JSON that must have a certain form. The failure tells nothing of the text, which may hold anything. */
export const decodeJson = <A>(codec: t.Type<A, unknown, unknown>, text: string): E.Either<"unreadable", A> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(text),
      () => "unreadable" as const,
    ),
    E.chain((json) =>
      pipe(
        codec.decode(json),
        E.mapLeft(() => "unreadable" as const),
      ),
    ),
  );
