import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import type * as t from "io-ts";

/** Reads JSON of a certain form. The failure quotes nothing: the text may hold a value. */
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
