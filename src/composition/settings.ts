import type { BackupStore } from "../ports/backup-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { ParameterSource } from "../ports/parameter-source.ts";
import type { ParameterTarget } from "../ports/parameter-target.ts";
import type { LogLevel, Overrides } from "./config/configuration.ts";
import type { SourceScheme, StoreScheme, TargetScheme } from "./schemes/scheme.ts";

/** Adapters that a caller brings in place of, or beside, the adapters that come with ssmbak. */
export interface Extensions {
  /** Further stores. A scheme with the name of a built-in store replaces the built-in store. */
  readonly stores?: ReadonlyArray<StoreScheme>;
  /** Further parameter sources. A scheme with the name of a built-in source replaces the built-in source. */
  readonly sources?: ReadonlyArray<SourceScheme>;
  /** Further targets to restore into, chosen by the URL of the source; see `sources`. */
  readonly targets?: ReadonlyArray<TargetScheme>;
  /** A logger, or a function that makes a logger for the configured level. Default: JSON lines as Powertools writes them. */
  readonly logger?: Logger | ((level: LogLevel) => Logger);
  /** Where metrics go. Default: as `SSMBAK_METRICS` says. */
  readonly metrics?: Metrics;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Settings of a caller, which win over the environment, and adapters of the caller's.
 *
 * A store, source or target is either a URL, or an object that implements the port. What ssmbak opens from a URL,
 * ssmbak closes. An object stays open: whoever made the object closes it.
 */
export interface Settings extends Omit<Overrides, "store" | "source">, Extensions {
  /** Where facts are stored: a URL such as `s3://BUCKET`, or a store. Default: `SSMBAK_STORE`, or `SSMBAK_BUCKET`. */
  readonly store?: string | BackupStore | undefined;
  /** Parameter Store to read: a URL such as `ssm:eu-west-1`, or a source. Default: `SSMBAK_SOURCE`, or `ssm:`. */
  readonly source?: string | ParameterSource | undefined;
  /**
   * Parameter Store to restore into, which has to be the one that `source` reads: a URL or a target. Default: the URL of
   * the source; beside a source that is an object the target has no default.
   */
  readonly target?: string | ParameterTarget | undefined;
}

/** Stands in the configuration for the URL of a store or source that is an object. */
const OBJECT_URL = "object:";

const urlOf = (given: string | object | undefined): string | undefined =>
  typeof given === "object" ? OBJECT_URL : given;

/** Whether a URL of the configuration stands for an object. */
export const isObjectUrl = (url: string): boolean => url === OBJECT_URL;

/** The part of the settings that the configuration is read with. */
export const overridesOf = (settings: Settings): Overrides => ({
  ...settings,
  store: urlOf(settings.store),
  source: urlOf(settings.source),
});
