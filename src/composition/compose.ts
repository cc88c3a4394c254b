import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { Container } from "inversify";
import { type StoreError, storeUnexpected } from "../ports/store-error.ts";
import { failureIn, kindOf, toCompositionError } from "./composition-failure.ts";
import { readConfiguration } from "./config/configuration.ts";
import { makeContainer, type Token, tokenOf, tokens } from "./container.ts";
import type { AwsAdapters } from "./schemes/aws-adapters.ts";
import type { CompositionError } from "./schemes/scheme.ts";
import { overridesOf, type Settings } from "./settings.ts";

/** Binds a service to the parts of a container that the service needs. A recipe may bind parts of its own, too. */
export type Recipe<Service> = (container: Container, service: Token<Service>) => void;

/** Holds files and connections. */
export interface Closable {
  /** Closes all that was opened for the service; objects of the caller's stay open. */
  close(): TE.TaskEither<CompositionError, void>;
}

const toCloseError = (thrown: unknown): StoreError | CompositionError =>
  failureIn(thrown) ?? storeUnexpected(`closing failed (${kindOf(thrown)})`, thrown);

const closeAll = (container: Container): TE.TaskEither<CompositionError, void> =>
  TE.tryCatch(() => container.get(tokens.openParts).close(), toCloseError);

const serve = <Service extends object>(
  container: Container,
  recipe: Recipe<Service>,
): TE.TaskEither<CompositionError, Service & Closable> => {
  const service = tokenOf<Service>("Service");
  recipe(container, service);
  return pipe(
    TE.tryCatch(() => container.getAsync(service), toCompositionError),
    TE.map((made) => ({ ...made, close: () => closeAll(container) })),
    TE.orElse((failure) =>
      pipe(
        closeAll(container),
        // Whatever closing came to: the caller is told why the service can't be made.
        TE.match(
          () => E.left(failure),
          () => E.left(failure),
        ),
      ),
    ),
  );
};

/**
 * Puts a service together: reads the configuration, then opens the parts that the recipe asks for, and no others. Nothing is
 * called in AWS, but for the account of the credentials (where an account is asked for) and the stack (where a queue is
 * not named).
 */
export const compose =
  <Service extends object>(aws: AwsAdapters, recipe: Recipe<Service>) =>
  (settings: Settings = {}): TE.TaskEither<CompositionError, Service & Closable> =>
    pipe(
      TE.fromEither(readConfiguration(overridesOf(settings))),
      TE.chain((configuration) => serve(makeContainer(aws, configuration, settings), recipe)),
    );
