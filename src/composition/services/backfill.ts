import { rateLimitedSource } from "../../adapters/decorators/rate-limited-source.ts";
import { backfill } from "../../application/audit/backfill.ts";
import type { ProcessDependencies } from "../../application/backup/process-batch.ts";
import type { Recipe } from "../compose.ts";
import { tokens } from "../container.ts";

/** The backfill, wired. The Lambda function does not load this module. */
export interface BackfillService {
  /** @param perSecond How many histories, and as many tags, are read from Parameter Store in a second, at most. */
  backfill(perSecond: number): ReturnType<typeof backfill>;
}

const makeBackfillService = (dependencies: ProcessDependencies): BackfillService => ({
  backfill: (perSecond) => backfill({ ...dependencies, source: rateLimitedSource(dependencies.source, perSecond) }),
});

/** The service behind `ssmbak backfill`. */
export const backfillService: Recipe<BackfillService> = (container, service) => {
  container.bind(service).toResolvedValue(makeBackfillService, [tokens.dependencies]);
};
