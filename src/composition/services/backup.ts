import { sweep } from "../../application/audit/sweep.ts";
import { verify } from "../../application/audit/verify.ts";
import { backUpEvent } from "../../application/backup/back-up-event.ts";
import { type ProcessDependencies, processBatch } from "../../application/backup/process-batch.ts";
import type { Scope } from "../../domain/model/scope.ts";
import type { Recipe } from "../compose.ts";
import type { Configuration } from "../config/configuration.ts";
import { tokens } from "../container.ts";

/** The use cases that back up, compare and repair, wired. */
export interface BackupService {
  readonly backUpEvent: ReturnType<typeof backUpEvent>;
  readonly processBatch: ReturnType<typeof processBatch>;
  readonly verify: ReturnType<typeof verify>;
  /** @param owner Whose parameters are swept, where no scope is configured. Absent: unknown. */
  sweep(owner?: Scope): ReturnType<ReturnType<typeof sweep>>;
}

const makeBackupService = (dependencies: ProcessDependencies, { maxDeletedShare }: Configuration): BackupService => ({
  backUpEvent: backUpEvent(dependencies),
  processBatch: processBatch(dependencies),
  verify: (selection, options) => verify(dependencies)(selection, { maxDeletedShare, ...options }),
  sweep: (owner) => sweep(owner === undefined ? dependencies : { owner, ...dependencies })(),
});

/** The service behind the Lambda function, the library's functions and `ssmbak process` and `verify`. */
export const backupService: Recipe<BackupService> = (container, service) => {
  container.bind(service).toResolvedValue(makeBackupService, [tokens.dependencies, tokens.configuration]);
};
