import "reflect-metadata/lite";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { Container, type ServiceIdentifier } from "inversify";
import { EmfMetrics } from "../adapters/powertools/emf-metrics.ts";
import { PowertoolsLogger } from "../adapters/powertools/powertools-logger.ts";
import { noMetrics } from "../adapters/system/no-metrics.ts";
import { systemClock } from "../adapters/system/system-clock.ts";
import type { ProcessDependencies } from "../application/backup/process-batch.ts";
import type { BackupStore } from "../ports/backup-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { ParameterSource } from "../ports/parameter-source.ts";
import { orThrow } from "./composition-failure.ts";
import type { Configuration } from "./config/configuration.ts";
import { checkAccount } from "./discovery/check-account.ts";
import { OpenParts } from "./open-parts.ts";
import type { AwsAdapters } from "./schemes/aws-adapters.ts";
import { builtInSources, builtInStores } from "./schemes/built-in-schemes.ts";
import { openUrl } from "./schemes/open-url.ts";
import { loadPlugins, type Plugin } from "./schemes/plugin.ts";
import type { SourceScheme, StoreScheme } from "./schemes/scheme.ts";
import { homeStoreOf, type OpenedSides, openScopes } from "./services/open-scopes.ts";
import type { Settings } from "./settings.ts";

/** The name of a part in the container; carries the part's type. */
export type Token<Part> = ServiceIdentifier<Part>;

/** Makes a name that no other part has. */
export const tokenOf = <Part>(name: string): Token<Part> => Symbol(name);

/** The parts that every service can be made of. */
export const tokens = {
  /** What closing the container closes. */
  openParts: tokenOf<OpenParts>("OpenParts"),
  settings: tokenOf<Settings>("Settings"),
  configuration: tokenOf<Configuration>("Configuration"),
  plugin: tokenOf<Plugin>("Plugin"),
  storeSchemes: tokenOf<ReadonlyArray<StoreScheme>>("StoreScheme[]"),
  sourceSchemes: tokenOf<ReadonlyArray<SourceScheme>>("SourceScheme[]"),
  /** The store as it was opened, with the names of all scopes. */
  store: tokenOf<BackupStore>("BackupStore"),
  /** The store as the first scope sees it. */
  homeStore: tokenOf<BackupStore>("BackupStore of the first scope"),
  source: tokenOf<ParameterSource>("ParameterSource"),
  sides: tokenOf<OpenedSides>("OpenedSides"),
  clock: tokenOf<Clock>("Clock"),
  logger: tokenOf<Logger>("Logger"),
  metrics: tokenOf<Metrics>("Metrics"),
  /** What the use cases of backing up and comparing depend on. */
  dependencies: tokenOf<ProcessDependencies>("ProcessDependencies"),
} as const;

const makeLogger = ({ logger }: Settings, { logLevel }: Configuration): Logger => {
  if (logger === undefined) return new PowertoolsLogger(logLevel);
  return typeof logger === "function" ? logger(logLevel) : logger;
};

const makeMetrics = ({ metrics }: Settings, configuration: Configuration): Metrics => {
  if (metrics !== undefined) return metrics;
  return configuration.metrics === "emf" ? new EmfMetrics(configuration.service) : noMetrics;
};

/** Wires what surrounds the use cases: clock, log and metrics. */
const bindSurroundings = (container: Container): void => {
  const { settings, configuration } = tokens;
  container.bind(tokens.clock).toResolvedValue(({ clock }) => clock ?? systemClock, [settings]);
  container.bind(tokens.logger).toResolvedValue(makeLogger, [settings, configuration]);
  container.bind(tokens.metrics).toResolvedValue(makeMetrics, [settings, configuration]);
};

/** Wires the lists of URL schemes: the caller's come first, then the plugins', then the built-in ones. */
const bindSchemes = (container: Container, aws: AwsAdapters): void => {
  const { settings, configuration, plugin } = tokens;
  container.bind(plugin).toResolvedValue(({ plugins }) => orThrow(loadPlugins(plugins)), [configuration]);
  container
    .bind(tokens.storeSchemes)
    .toResolvedValue(
      ({ stores = [] }, plugged, read) => [...stores, ...plugged.stores, ...builtInStores(aws, read)],
      [settings, plugin, configuration],
    );
  container
    .bind(tokens.sourceSchemes)
    .toResolvedValue(
      ({ sources = [] }, plugged) => [...sources, ...plugged.sources, ...builtInSources(aws)],
      [settings, plugin],
    );
};

/** Opens the source. Credentials of another account than the one that was asked for are refused before. */
const openSource = (aws: AwsAdapters) => (configuration: Configuration, schemes: ReadonlyArray<SourceScheme>) =>
  orThrow(
    pipe(
      checkAccount(aws, configuration),
      TE.chainW(() => openUrl("SSMBAK_SOURCE", configuration.source, schemes)),
    ),
  );

const bindSource = (container: Container, aws: AwsAdapters, { source }: Settings): void => {
  if (typeof source === "object") {
    container.bind(tokens.source).toConstantValue(source);
    return;
  }
  container
    .bind(tokens.source)
    .toResolvedValue(openSource(aws), [tokens.configuration, tokens.sourceSchemes])
    .onActivation(container.get(tokens.openParts).closedBy((opened) => opened.close()));
};

const bindStore = (container: Container, { store }: Settings): void => {
  if (typeof store === "object") {
    container.bind(tokens.store).toConstantValue(store);
    return;
  }
  container
    .bind(tokens.store)
    .toResolvedValue(
      ({ store: url }, schemes) => orThrow(openUrl("SSMBAK_STORE", url, schemes)),
      [tokens.configuration, tokens.storeSchemes],
    )
    .onActivation(container.get(tokens.openParts).closedBy((opened) => orThrow(opened.close())));
};

/** Wires both sides as the first scope sees them, and the sides of the other scopes. */
const bindSides = (container: Container): void => {
  const { configuration, source, store, sourceSchemes } = tokens;
  container
    .bind(tokens.homeStore)
    .toResolvedValue((whole, { scopes }) => homeStoreOf(whole, scopes), [store, configuration]);
  container
    .bind(tokens.sides)
    .toResolvedValue(
      (from, to, { scopes }, schemes) =>
        openScopes({ source: from, store: to }, scopes, (url) => orThrow(openUrl("SSMBAK_SOURCE", url, schemes))),
      [source, store, configuration, sourceSchemes],
    )
    .onActivation(container.get(tokens.openParts).closedBy(({ closeOthers }) => closeOthers()));
};

/**
 * Makes the container of one process. Each part is made when a service asks for the part, once. What the container opens
 * is among the {@link OpenParts}; objects of the caller's are not.
 */
export const makeContainer = (aws: AwsAdapters, configuration: Configuration, settings: Settings): Container => {
  const container = new Container({ defaultScope: "Singleton" });
  container.bind(tokens.openParts).toConstantValue(new OpenParts());
  container.bind(tokens.settings).toConstantValue(settings);
  container.bind(tokens.configuration).toConstantValue(configuration);
  bindSurroundings(container);
  bindSchemes(container, aws);
  bindSource(container, aws, settings);
  bindStore(container, settings);
  bindSides(container);
  container.bind(tokens.dependencies).toResolvedValue(
    ({ closeOthers: _, ...sides }, clock, logger, metrics, { maxDeletedShare }) => ({
      ...sides,
      clock,
      logger,
      metrics,
      maxDeletedShare,
    }),
    [tokens.sides, tokens.clock, tokens.logger, tokens.metrics, tokens.configuration],
  );
  return container;
};
