import * as E from "fp-ts/lib/Either.js";
import pMap from "p-map";
import type { Gap } from "../../domain/history/gaps.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { everything } from "../../domain/model/selection.ts";
import type { Failure } from "../../ports/failure.ts";
import type { Logger } from "../../ports/logger.ts";
import type { Metrics } from "../../ports/metrics.ts";
import type { SourceError } from "../../ports/source-error.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { placesOf, type ScopedDependencies } from "../backup/scopes.ts";
import { warnOfGaps } from "../backup/warn-of-gaps.ts";
import { catchThrows } from "../catch-throws.ts";
import type { Finding } from "./finding.ts";
import { countFinding, type FindingCounts, NOTHING_FOUND, sumOfCounts } from "./finding-counts.ts";
import { type VerifyDependencies, verify } from "./verify.ts";

/** The dependencies of a sweep. */
export interface SweepDependencies extends VerifyDependencies, ScopedDependencies {
  readonly metrics: Metrics;
  /** See `VerifyOptions.maxDeletedShare`. Default 0.1. */
  readonly maxDeletedShare?: number;
}

/**
 * Accounts and regions that are compared at once. Every account and region has SSM limits of its own; all share the
 * store's connections.
 */
const CONCURRENT_PLACES = 3;

/** The result of sweeping one account and region. */
type Swept = E.Either<SourceError | StoreError | Failure<"Unexpected">, FindingCounts>;

/** How many facts are stored now because of a finding. */
const storedOn = (finding: Finding): number => {
  if (finding._tag === "MissingVersions") return finding.repaired ? finding.versions.length : 0;
  return (finding._tag === "MissingDeletion" || finding._tag === "WrongDeletion") && finding.repaired ? 1 : 0;
};

/**
 * Logs a finding. A missing version or deletion is a warning, because its event was lost. A contradiction or a failure
 * is an error, because a person has to look.
 */
const log = (logger: Logger, finding: Finding): void => {
  const { name } = finding;
  switch (finding._tag) {
    case "Complete":
      break;
    case "MissingVersions":
      logger.warn("versions were missing; they are stored now", { name, versions: finding.versions.length });
      break;
    case "MissingDeletion":
      if (finding.repaired)
        logger.warn("a deletion was missing; it is stored with the time at which the sweep found it", { name });
      else logger.info("may have been deleted just now; left to its event or the next sweep", { name });
      break;
    case "WrongDeletion":
      logger.warn("a stored deletion hid a parameter that exists; it does not count any more", { name });
      break;
    case "Refused":
      // One line covers all refused names: see sweepPlace.
      break;
    case "Unexpected":
      logger.error("store and Parameter Store contradict each other", { name, detail: finding.message });
      break;
    case "Failed":
      logger.error("could not be compared", { name, reason: finding.reason, detail: finding.message });
  }
};

/** The results up to the failure that ended a sweep. */
interface Unfinished {
  readonly counts: FindingCounts;
  readonly stored: number;
}

const NOTHING_DONE: Unfinished = { counts: NOTHING_FOUND, stored: 0 };

const unfinished = <Err extends Failure<string>>(
  { logger, metrics }: Pick<SweepDependencies, "logger" | "metrics">,
  { counts, stored }: Unfinished,
  failure: Err,
): E.Either<Err, never> => {
  const { _tag: reason, message: detail } = failure;
  logger.error("the sweep could not be finished", { ...counts, reason, detail });
  metrics.record({ stored, skipped: 0, failed: counts.failed + 1, gaps: counts.gaps, lags: [] });
  return E.left(failure);
};

const addCounts = (sum: FindingCounts, swept: Swept): FindingCounts =>
  E.isLeft(swept) ? sum : sumOfCounts(sum, swept.right);

/** Sweeps one account and region. */
const sweepPlace = async (dependencies: Omit<SweepDependencies, "scopes">): Promise<Swept> => {
  const { logger, metrics } = dependencies;
  let counts = NOTHING_FOUND;
  let stored = 0;
  let refused: Extract<Finding, { readonly _tag: "Refused" }> | undefined;
  const { maxDeletedShare } = dependencies;
  const brake = maxDeletedShare === undefined ? {} : { maxDeletedShare };
  const onGaps = (name: ParameterName, gaps: ReadonlyArray<Gap>): void => warnOfGaps(logger, gaps, { name });
  for await (const finding of verify(dependencies)(everything, { repair: true, onGaps, ...brake })) {
    if (E.isLeft(finding)) return unfinished(dependencies, { counts, stored }, finding.left);
    log(logger, finding.right);
    counts = countFinding(counts, finding.right);
    stored += storedOn(finding.right);
    if (finding.right._tag === "Refused") refused = finding.right;
  }
  if (refused !== undefined) {
    logger.error("deletions are not stored, since they are too many to be believed", { detail: refused.message });
  }
  logger.info("swept", { ...counts });
  metrics.record({ stored, skipped: 0, failed: counts.failed, gaps: counts.gaps, lags: [] });
  return E.right(counts);
};

/**
 * The scheduled sweep: compares all parameters with the store and appends missing facts. So a lost event does no
 * lasting harm. Logs one line for each incomplete name, before that one line for each gap of the name, and one line for
 * each account and region. `Left`: one side could not be listed completely. The other accounts and regions are swept
 * all the same.
 */
export const sweep = (dependencies: SweepDependencies) => async (): Promise<Swept> => {
  const results = await pMap(
    placesOf(dependencies),
    async ({ logger, open }): Promise<Swept> => {
      const reporting = { logger, metrics: dependencies.metrics };
      const sides = await open();
      if (E.isLeft(sides)) return unfinished(reporting, NOTHING_DONE, sides.left);
      const swept: Swept = await catchThrows(() => sweepPlace({ ...dependencies, ...sides.right }))();
      const threw = E.isLeft(swept) && swept.left._tag === "Unexpected";
      return threw ? unfinished(reporting, NOTHING_DONE, swept.left) : swept;
    },
    { concurrency: CONCURRENT_PLACES },
  );
  return results.find(E.isLeft) ?? E.right(results.reduce(addCounts, NOTHING_FOUND));
};
