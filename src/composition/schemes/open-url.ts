import * as TE from "fp-ts/lib/TaskEither.js";
import { configurationError } from "../config/configuration-error.ts";
import type { CompositionError, Scheme } from "./scheme.ts";

/**
 * Opens what a URL names, with the first scheme that fits.
 *
 * @param setting Where the URL comes from, for messages, e.g. `SSMBAK_STORE`.
 * @param url `undefined`: no URL is set, which is an error.
 */
export const openUrl = <Port>(
  setting: string,
  url: string | undefined,
  schemes: ReadonlyArray<Scheme<Port>>,
): TE.TaskEither<CompositionError, Port> => {
  const scheme = schemes.find((candidate) => url?.startsWith(`${candidate.scheme}:`));
  if (url !== undefined && scheme !== undefined) return scheme.open(url);
  const forms = [...new Set(schemes.map(({ form }) => form))].join(", ");
  const problem = url === undefined ? "not set" : "of no known scheme";
  return TE.left(configurationError(setting, `${problem}; expected ${forms}`));
};
