import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ChangeEvent } from "../../domain/events/change-event.ts";
import { isSameScope, type Scope, scopeText } from "../../domain/model/scope.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { Clock } from "../../ports/clock.ts";
import { type Failure, failureOf } from "../../ports/failure.ts";
import type { LogFields, Logger } from "../../ports/logger.ts";
import type { SourceError } from "../../ports/source-error.ts";
import type { HistoryDependencies } from "./complete-history.ts";

/** The Parameter Store of a scope, the store of the scope's facts, and the owner of both. */
export type Sides = Pick<HistoryDependencies, "source" | "store" | "owner">;

/** The accounts and regions whose parameters are stored. */
export interface Scopes {
  /** All scopes. An event without account and region belongs to the first scope. */
  readonly all: readonly [Scope, ...Scope[]];
  /** Opens the source and the store of a scope. */
  readonly open: (scope: Scope) => TE.TaskEither<SourceError, Sides>;
}

/** Dependencies that may cover several accounts and regions. */
export interface ScopedDependencies extends HistoryDependencies {
  readonly clock: Clock;
  /** Absent: all events belong to the one source, whatever account and region an event names. */
  readonly scopes?: Scopes;
}

/**
 * An event from an account or region that is not backed up here. The event is about another parameter with the same
 * name.
 */
export type ForeignEvent = Failure<"ForeignEvent">;
/** An event whose time is minutes ahead of this machine's clock. */
export type FutureEvent = Failure<"FutureEvent">;
/** Why an event is not handled. */
export type RefusedEvent = ForeignEvent | FutureEvent;

const foreignEvent = failureOf("ForeignEvent");
const futureEvent = failureOf("FutureEvent");

/** How far an event may be ahead of this machine's clock, because the clock may be wrong: five minutes. */
const MOST_AHEAD: Millis = 300_000;

/** Where an event belongs. */
export interface Place {
  /** The account and region as one text, equal for all events of the place. */
  readonly key: string;
  /** Adds the account and region to every log line, if there are several places. */
  readonly logger: Logger;
  readonly open: TE.TaskEither<SourceError, HistoryDependencies>;
}

const withFields = (logger: Logger, common: LogFields): Logger => ({
  debug: (message, fields) => logger.debug(message, { ...common, ...fields }),
  info: (message, fields) => logger.info(message, { ...common, ...fields }),
  warn: (message, fields) => logger.warn(message, { ...common, ...fields }),
  error: (message, fields) => logger.error(message, { ...common, ...fields }),
});

const placeIn = (dependencies: HistoryDependencies, { all, open }: Scopes, scope: Scope): Place => {
  const logger = all.length > 1 ? withFields(dependencies.logger, { ...scope }) : dependencies.logger;
  return {
    key: scopeText(scope),
    logger,
    open: pipe(
      open(scope),
      TE.map((sides) => ({ ...sides, logger })),
    ),
  };
};

const everywhere = (dependencies: HistoryDependencies): Place => ({
  key: "",
  logger: dependencies.logger,
  open: TE.right(dependencies),
});

/** All places. */
export const placesOf = ({ scopes, ...dependencies }: ScopedDependencies): ReadonlyArray<Place> =>
  scopes === undefined ? [everywhere(dependencies)] : scopes.all.map((scope) => placeIn(dependencies, scopes, scope));

const findPlace = (
  { scopes, ...dependencies }: ScopedDependencies,
  { account, region }: ChangeEvent,
): E.Either<ForeignEvent, Place> => {
  if (scopes === undefined) return E.right(everywhere(dependencies));
  const [home] = scopes.all;
  const scope: Scope = { account: account ?? home.account, region: region ?? home.region };
  return scopes.all.some((stored) => isSameScope(stored, scope))
    ? E.right(placeIn(dependencies, scopes, scope))
    : E.left(foreignEvent(`the event is of account ${scope.account} in ${scope.region}, which is not stored here`));
};

/** Finds the place of an event. Refuses an event that belongs to no place, and an event from the future. */
export const placeOf = (dependencies: ScopedDependencies, event: ChangeEvent): E.Either<RefusedEvent, Place> => {
  const ahead = event.time - dependencies.clock.now();
  if (ahead <= MOST_AHEAD) return findPlace(dependencies, event);
  const minutes = Math.round(ahead / 60_000);
  return E.left(
    futureEvent(
      `the event is dated ${minutes} minutes ahead of this machine's clock: whoever sent it, or this clock, is wrong`,
    ),
  );
};
