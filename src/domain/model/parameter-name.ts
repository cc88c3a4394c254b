import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";

/** Marks a string as a {@link ParameterName}. */
export interface ParameterNameBrand {
  readonly ParameterName: unique symbol;
}

/**
 * The canonical name of a parameter, always with a leading slash. `foo` and `/foo` are one parameter in SSM (one ARN),
 * so both become `/foo`.
 */
export type ParameterName = t.Branded<string, ParameterNameBrand>;

/**
 * The longest name, leading slash included. SSM allows 1,011 characters for the name as it is given to PutParameter
 * (AWS Systems Manager User Guide, "Requirements and constraints for parameter names").
 */
export const MAX_NAME_LENGTH = 1011;

/** The deepest hierarchy of SSM (AWS Systems Manager User Guide, same section). */
export const MAX_NAME_DEPTH = 15;

const SEGMENT = /^[a-zA-Z0-9_.-]+$/;

/** How long and how deep a name may be. */
interface Limits {
  readonly length: number;
  readonly depth: number;
}

const LIMITS_OF_SSM: Limits = { length: MAX_NAME_LENGTH, depth: MAX_NAME_DEPTH };

/** A store of several accounts puts two more levels first (`scope.ts`): an account id of 12 digits and a region. */
const LIMITS_WITH_SCOPE: Limits = { length: MAX_NAME_LENGTH + 50, depth: MAX_NAME_DEPTH + 2 };

const problemWith = (canonical: string, { length, depth }: Limits = LIMITS_OF_SSM): string | undefined => {
  const segments = canonical.slice(1).split("/");
  if (canonical.length > length) return `a name of at most ${length} characters`;
  if (segments.length > depth) return `a name of at most ${depth} levels`;
  if (!segments.every((segment) => SEGMENT.test(segment))) {
    return "a parameter name (letters, digits and _ . - between single slashes)";
  }
  return undefined;
};

/**
 * Reads a parameter name in either spelling and returns the canonical name. `Left` holds the expected form, never the
 * given text.
 *
 * Names that begin with `aws` or `ssm` are accepted. SSM does not let *users* create such parameters, but a name in an
 * event exists. A backup without that name would lose the parameter.
 */
export const parseParameterName = (text: string): E.Either<string, ParameterName> => {
  const canonical = text.startsWith("/") ? text : `/${text}`;
  const problem = problemWith(canonical);
  return problem === undefined ? E.right(canonical as ParameterName) : E.left(problem);
};

/**
 * Whether a store can hold facts under `text`. True for a canonical parameter name, and for a canonical name after
 * account and region.
 */
export const isStorableName = (text: unknown): text is ParameterName =>
  typeof text === "string" && text.startsWith("/") && problemWith(text, LIMITS_WITH_SCOPE) === undefined;

/** io-ts codec for stores: accepts the same names as {@link isStorableName}. */
export const StorableName = new t.Type<ParameterName>(
  "StorableName",
  isStorableName,
  (input, context) => (isStorableName(input) ? t.success(input) : t.failure(input, context)),
  t.identity,
);

/** Whether the canonical name has a single level (`/foo`). SSM reports such a name without the slash. */
export const isTopLevel = (name: ParameterName): boolean => name.lastIndexOf("/") === 0;

/** io-ts codec between either spelling and the canonical {@link ParameterName}. */
export const ParameterNameFromString = new t.Type<ParameterName, string, unknown>(
  "ParameterName",
  (input): input is ParameterName =>
    typeof input === "string" && input.startsWith("/") && problemWith(input) === undefined,
  (input, context) => {
    if (typeof input !== "string") return t.failure(input, context, "a string");
    const parsed = parseParameterName(input);
    return E.isRight(parsed) ? t.success(parsed.right) : t.failure(input, context, parsed.left);
  },
  (name) => name,
);
