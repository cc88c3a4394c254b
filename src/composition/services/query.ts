import { readHistory } from "../../application/query/read-history.ts";
import { readStates } from "../../application/query/read-states.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Recipe } from "../compose.ts";
import { tokens } from "../container.ts";

/** The use cases that look back, wired. */
export interface QueryService {
  readonly clock: Clock;
  readonly readHistory: ReturnType<typeof readHistory>;
  readonly readStates: ReturnType<typeof readStates>;
}

const makeQueryService = (store: BackupStore, clock: Clock): QueryService => ({
  clock,
  readHistory: readHistory(store),
  readStates: readStates(store),
});

/** The service behind `ssmbak log`, `show`, `diff` and `export`. Parameter Store is not opened. */
export const queryService: Recipe<QueryService> = (container, service) => {
  container.bind(service).toResolvedValue(makeQueryService, [tokens.homeStore, tokens.clock]);
};
