import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";

/** Marks a string as a {@link ParameterName}. */
export interface ParameterNameBrand {
  readonly ParameterName: unique symbol;
}

/**
 * The canonical name of a parameter: always with its leading slash. `foo` and `/foo` are one parameter in SSM (one
 * ARN), so both become `/foo` here.
 */
export type ParameterName = t.Branded<string, ParameterNameBrand>;

/**
 * The longest name, leading slash included. SSM allows 1,011 characters for the name as it is given to PutParameter
 * (AWS Systems Manager User Guide, "Requirements and constraints for parameter names").
 */
export const MAX_NAME_LENGTH = 1011;

/** The deepest hierarchy that SSM allows (same source). */
export const MAX_NAME_DEPTH = 15;

const SEGMENT = /^[a-zA-Z0-9_.-]+$/;

/** How long and how deep a name may be. */
interface Limits {
  readonly length: number;
  readonly depth: number;
}

const LIMITS_OF_SSM: Limits = { length: MAX_NAME_LENGTH, depth: MAX_NAME_DEPTH };

/** Where several accounts are kept, two more levels come first (`scope.ts`): an account of 12 digits and a region. */
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
 * Reads a parameter name in either spelling and answers with the canonical one; `Left` holds the form that was
 * expected, never the text that was given.
 *
 * Names that begin with `aws` or `ssm` are accepted: SSM refuses them when *people* create parameters, but a name
 * that arrives in an event exists, and a backup that refused it would lose it.
 */
export const parseParameterName = (text: string): E.Either<string, ParameterName> => {
  const canonical = text.startsWith("/") ? text : `/${text}`;
  const problem = problemWith(canonical);
  return problem === undefined ? E.right(canonical as ParameterName) : E.left(problem);
};

/** Whether `text` is a name, in its canonical spelling, that something can be kept under: a parameter's, or one with account and region before it. */
export const isStorableName = (text: unknown): text is ParameterName =>
  typeof text === "string" && text.startsWith("/") && problemWith(text, LIMITS_WITH_SCOPE) === undefined;

/** io-ts codec of what {@link isStorableName} accepts: for stores. */
export const StorableName = new t.Type<ParameterName>(
  "StorableName",
  isStorableName,
  (input, context) => (isStorableName(input) ? t.success(input) : t.failure(input, context)),
  t.identity,
);

/** Whether the canonical name has a single level (`/foo`), the kind that SSM reports without its slash. */
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
