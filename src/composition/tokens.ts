import type { ServiceIdentifier } from "inversify";
import type { BackupStore } from "../ports/backup-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { ParameterSource } from "../ports/parameter-source.ts";
import type { Configuration } from "./config/configuration.ts";
import type { SourceScheme, StoreScheme } from "./schemes/scheme.ts";

/** What the container knows. Each token carries the type of what it stands for. */
export const tokens = {
  configuration: Symbol("Configuration") as ServiceIdentifier<Configuration>,
  storeSchemes: Symbol("StoreScheme[]") as ServiceIdentifier<ReadonlyArray<StoreScheme>>,
  sourceSchemes: Symbol("SourceScheme[]") as ServiceIdentifier<ReadonlyArray<SourceScheme>>,
  store: Symbol("BackupStore") as ServiceIdentifier<BackupStore>,
  source: Symbol("ParameterSource") as ServiceIdentifier<ParameterSource>,
  clock: Symbol("Clock") as ServiceIdentifier<Clock>,
  logger: Symbol("Logger") as ServiceIdentifier<Logger>,
  metrics: Symbol("Metrics") as ServiceIdentifier<Metrics>,
} as const;
