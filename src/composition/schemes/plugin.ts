import { pathToFileURL } from "node:url";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { type ConfigurationError, configurationError } from "../config/configuration-error.ts";
import type { Scheme, SourceScheme, StoreScheme } from "./scheme.ts";

/** What a plugin module exports: `stores`, `sources`, or both. */
export interface Plugin {
  readonly stores: ReadonlyArray<StoreScheme>;
  readonly sources: ReadonlyArray<SourceScheme>;
}

const isScheme = <Service>(input: unknown): input is Scheme<Service> =>
  typeof input === "object" &&
  input !== null &&
  "scheme" in input &&
  typeof input.scheme === "string" &&
  "form" in input &&
  typeof input.form === "string" &&
  "open" in input &&
  typeof input.open === "function";

const isSchemes = <Service>(input: unknown): input is ReadonlyArray<Scheme<Service>> =>
  Array.isArray(input) && input.every(isScheme);

/** Names the module by its place in the list, counted from 1: the text of a setting is never repeated. */
const invalid = (place: number, problem: string): ConfigurationError =>
  configurationError("SSMBAK_PLUGINS", `module ${place} of the list ${problem}`);

const toPlugin = (module: Readonly<Record<string, unknown>>, place: number): E.Either<ConfigurationError, Plugin> => {
  const { stores = [], sources = [] } = module;
  return isSchemes<StoreScheme extends Scheme<infer Service> ? Service : never>(stores) &&
    isSchemes<SourceScheme extends Scheme<infer Service> ? Service : never>(sources)
    ? E.right({ stores, sources })
    : E.left(invalid(place, "exports something else than lists of schemes as `stores` and `sources`"));
};

/** A relative path starts in the working directory, as everywhere on a command line. Any other text names a package. */
const toSpecifier = (module: string): string =>
  module.startsWith(".") || module.startsWith("/") ? pathToFileURL(module).href : module;

/** Node's code (`ERR_MODULE_NOT_FOUND`), or the kind of the exception that the module threw. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error;
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
};

const loadPlugin = (index: number, module: string): TE.TaskEither<ConfigurationError, Plugin> =>
  pipe(
    TE.tryCatch(
      (): Promise<Readonly<Record<string, unknown>>> => import(toSpecifier(module)),
      (error) =>
        invalid(index + 1, `can't be loaded (${reasonOf(error)}); expected names of packages or paths of modules`),
    ),
    TE.chainEitherK((loaded) => toPlugin(loaded, index + 1)),
  );

/** Imports modules and collects their schemes. */
export const loadPlugins = (modules: ReadonlyArray<string>): TE.TaskEither<ConfigurationError, Plugin> =>
  pipe(
    modules,
    TE.traverseArrayWithIndex(loadPlugin),
    TE.map((plugins) => ({
      stores: plugins.flatMap(({ stores }) => stores),
      sources: plugins.flatMap(({ sources }) => sources),
    })),
  );
