import "reflect-metadata/lite";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { Container, type ServiceIdentifier } from "inversify";
import { EmfMetrics } from "../adapters/powertools/emf-metrics.ts";
import { PowertoolsLogger } from "../adapters/powertools/powertools-logger.ts";
import { noMetrics } from "../adapters/system/no-metrics.ts";
import { systemClock } from "../adapters/system/system-clock.ts";
import type { ProcessDependencies } from "../application/backup/process-batch.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import { type Configuration, type LogLevel, type Overrides, readConfiguration } from "./config/configuration.ts";
import { configurationError } from "./config/configuration-error.ts";
import { checkAccount } from "./discovery/check-account.ts";
import type { AwsAdapters } from "./schemes/aws-adapters.ts";
import { builtInSources, builtInStores } from "./schemes/built-in-schemes.ts";
import { loadPlugins } from "./schemes/plugin.ts";
import type { CompositionError, Scheme, SourceScheme, StoreScheme, TargetScheme } from "./schemes/scheme.ts";
import { openScopes } from "./services/open-scopes.ts";
import { makeSsmbak } from "./services/ssmbak.ts";
import { tokens } from "./tokens.ts";

/** What a caller brings in place of, or beside, what comes with ssmbak. */
export interface Extensions {
  /** Further stores; one with the scheme of a built-in store replaces it. */
  readonly stores?: ReadonlyArray<StoreScheme>;
  /** Further parameter sources; one with the scheme of a built-in source replaces it. */
  readonly sources?: ReadonlyArray<SourceScheme>;
  /** Further targets to restore into, chosen by the URL of the source; see `sources`. */
  readonly targets?: ReadonlyArray<TargetScheme>;
  /** A logger, or what makes one for the configured level. Default: JSON lines as Powertools writes them. */
  readonly logger?: Logger | ((level: LogLevel) => Logger);
  /** Where metrics go, in place of what `SSMBAK_METRICS` says. */
  readonly metrics?: Metrics;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/** A {@link CompositionError} on its way out of the container, which knows only exceptions. */
class CompositionFailure extends Error {
  readonly error: CompositionError;

  constructor(error: CompositionError) {
    super(error.message);
    this.name = "CompositionFailure";
    this.error = error;
  }
}

/** Opens what a URL names. Throws a failure that {@link failureIn} finds again. */
export const openUrl = async <Service>(
  setting: string,
  url: string | undefined,
  schemes: ReadonlyArray<Scheme<Service>>,
): Promise<Service> => {
  const scheme = schemes.find((candidate) => url?.startsWith(`${candidate.scheme}:`));
  if (url === undefined || scheme === undefined) {
    const forms = [...new Set(schemes.map(({ form }) => form))].join(", ");
    const problem = url === undefined ? "not set" : "of no known scheme";
    throw new CompositionFailure(configurationError(setting, `${problem}; expected ${forms}`));
  }
  const opened = await scheme.open(url)();
  if (E.isLeft(opened)) throw new CompositionFailure(opened.left);
  return opened.right;
};

const makeLogger = (logger: Extensions["logger"], level: LogLevel): Logger => {
  if (logger === undefined) return new PowertoolsLogger(level);
  return typeof logger === "function" ? logger(level) : logger;
};

const makeMetrics = ({ metrics }: Extensions, configuration: Configuration): Metrics => {
  if (metrics !== undefined) return metrics;
  return configuration.metrics === "emf" ? new EmfMetrics(configuration.service) : noMetrics;
};

/** Everything that a service is made of, opened. */
export interface Parts extends ProcessDependencies {
  readonly configuration: Configuration;
}

const bindAll = <Service>(
  container: Container,
  aws: AwsAdapters,
  configuration: Configuration,
  extensions: Extensions,
  make: (parts: Parts) => Service,
): ServiceIdentifier<Service> => {
  const service: ServiceIdentifier<Service> = Symbol("Service");
  container.bind(tokens.configuration).toConstantValue(configuration);
  container.bind(tokens.clock).toConstantValue(extensions.clock ?? systemClock);
  container
    .bind(tokens.storeSchemes)
    .toConstantValue([...(extensions.stores ?? []), ...builtInStores(aws, configuration)]);
  container.bind(tokens.sourceSchemes).toConstantValue([...(extensions.sources ?? []), ...builtInSources(aws)]);
  container
    .bind(tokens.logger)
    .toDynamicValue(() => makeLogger(extensions.logger, configuration.logLevel))
    .inSingletonScope();
  container
    .bind(tokens.metrics)
    .toDynamicValue(() => makeMetrics(extensions, configuration))
    .inSingletonScope();
  container
    .bind(tokens.store)
    .toDynamicValue(() => openUrl("SSMBAK_STORE", configuration.store, container.get(tokens.storeSchemes)))
    .inSingletonScope();
  container
    .bind(tokens.source)
    .toDynamicValue(() => openUrl("SSMBAK_SOURCE", configuration.source, container.get(tokens.sourceSchemes)))
    .inSingletonScope();
  container
    .bind(service)
    .toResolvedValue(
      (source, store, clock, logger, metrics) => {
        const schemes = container.get(tokens.sourceSchemes);
        const openSource = (url: string) => openUrl("SSMBAK_SOURCE", url, schemes);
        const sides = openScopes({ source, store }, configuration.scopes, openSource);
        return make({ ...sides, clock, logger, metrics, configuration });
      },
      [tokens.source, tokens.store, tokens.clock, tokens.logger, tokens.metrics],
    )
    .inSingletonScope();
  return service;
};

/** The failure that {@link openUrl} threw, however the container wrapped it. */
export const failureIn = (error: unknown): CompositionError | undefined => {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof CompositionFailure) return current.error;
  }
  return undefined;
};

/** What a scheme throws may quote the URL, and with it a password: only the kind is told. */
const kindOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/**
 * Puts a service together that `make` makes of its parts: reads the configuration, loads plugins, opens store and source by their URLs. Clients
 * are made here, once; nothing is called yet.
 */
export const composeService =
  <Service>(aws: AwsAdapters, make: (parts: Parts) => Service) =>
  (overrides: Overrides = {}, extensions: Extensions = {}): TE.TaskEither<CompositionError, Service> =>
    pipe(
      TE.fromEither(readConfiguration(overrides)),
      TE.bindTo("configuration"),
      TE.chainFirst(({ configuration }) => checkAccount(aws, configuration)),
      TE.bind("plugged", ({ configuration }) => loadPlugins(configuration.plugins)),
      TE.chain(({ configuration, plugged }) =>
        TE.tryCatch(
          () => {
            const container = new Container();
            const all = {
              ...extensions,
              stores: [...(extensions.stores ?? []), ...plugged.stores],
              sources: [...(extensions.sources ?? []), ...plugged.sources],
            };
            return container.getAsync(bindAll(container, aws, configuration, all, make));
          },
          (error) => failureIn(error) ?? configurationError("configuration", `could not be used (${kindOf(error)})`),
        ),
      ),
    );

/** Puts the service together that backs up, reads and verifies. */
export const compose = (aws: AwsAdapters) => composeService(aws, makeSsmbak);
