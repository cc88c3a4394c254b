import * as E from "fp-ts/lib/Either.js";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { SourceError } from "../../ports/source-error.ts";
import type { StoreError } from "../../ports/store-error.ts";
import type { Finding } from "./finding.ts";
import { type VerifyDependencies, type VerifyOptions, verify } from "./verify.ts";

/** How parameters that exist are brought into the store. */
export interface BackfillOptions extends Pick<VerifyOptions, "signal" | "onListed"> {
  /** Appends what is missing. Default false: it is told, and nothing is written. */
  readonly write?: boolean;
}

/**
 * Brings every parameter that exists into the store, with all the versions that Parameter Store still has: {@link verify}
 * with `repair`, without the names that do not exist. What is stored already, by an interrupted run or by an event, is
 * left alone. A name of several selections is told once. A `Left` ends the stream.
 */
export const backfill = (dependencies: VerifyDependencies) =>
  async function* (
    selections: ReadonlyArray<Selection>,
    { write = false, ...options }: BackfillOptions = {},
  ): AsyncGenerator<E.Either<SourceError | StoreError, Finding>> {
    const seen = new Set<ParameterName>();
    for (const selection of selections) {
      for await (const finding of verify(dependencies)(selection, { ...options, repair: write, liveOnly: true })) {
        if (E.isRight(finding) && seen.has(finding.right.name)) continue;
        yield finding;
        if (E.isLeft(finding)) return;
        seen.add(finding.right.name);
      }
    }
  };
