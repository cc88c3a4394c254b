import * as E from "fp-ts/lib/Either.js";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { SourceError } from "../../ports/source-error.ts";
import type { StoreError } from "../../ports/store-error.ts";
import type { Finding } from "./finding.ts";
import { type VerifyDependencies, type VerifyOptions, verify } from "./verify.ts";

/** Options of a backfill. */
export interface BackfillOptions extends Pick<VerifyOptions, "signal" | "onListed"> {
  /** Whether to append missing facts. Default: false, missing facts are reported and nothing is written. */
  readonly write?: boolean;
}

/**
 * Stores every existing parameter, with all versions that Parameter Store still has: {@link verify} with `repair`, for
 * existing parameters only. Facts that an interrupted run or an event stored before are left alone. A name in several
 * selections is reported once. A `Left` ends the stream.
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
