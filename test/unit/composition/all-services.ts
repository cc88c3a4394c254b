import type { Recipe } from "../../../src/composition/compose.ts";
import { tokenOf } from "../../../src/composition/container.ts";
import { type BackupService, backupService } from "../../../src/composition/services/backup.ts";
import { type QueryService, queryService } from "../../../src/composition/services/query.ts";

/** Backs up and looks back, in one container. */
export const allServices: Recipe<BackupService & QueryService> = (container, service) => {
  const backup = tokenOf<BackupService>("BackupService");
  const query = tokenOf<QueryService>("QueryService");
  backupService(container, backup);
  queryService(container, query);
  container.bind(service).toResolvedValue((backsUp, looksBack) => ({ ...backsUp, ...looksBack }), [backup, query]);
};
