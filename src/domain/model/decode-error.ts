import * as t from "io-ts";

/** One problem with an input: the path and the expected type. Never the found value, which may be a secret. */
export interface DecodeProblem {
  /** Dotted path from the input's root, e.g. `detail.name` or `Records.3.body`; empty for the root. */
  readonly path: string;
  /** The expected type or form. */
  readonly expected: string;
}

/** An input that could not be read. `message` lists every problem by path and expected type, and quotes no value. */
export interface DecodeError {
  readonly _tag: "DecodeError";
  readonly message: string;
  readonly problems: ReadonlyArray<DecodeProblem>;
}

const describe = ({ path, expected }: DecodeProblem): string =>
  path === "" ? `expected ${expected}` : `${path}: expected ${expected}`;

/** Makes a {@link DecodeError}; `what` names the input, e.g. `SQS event`. */
export const decodeError = (what: string, problems: ReadonlyArray<DecodeProblem>): DecodeError => ({
  _tag: "DecodeError",
  // io-ts reports a wrong member of an intersection once for each part of the intersection.
  message: `not a valid ${what}: ${[...new Set(problems.map(describe))].join("; ")}`,
  problems,
});

const isIntersection = (type: t.Decoder<never, unknown> | undefined): boolean =>
  type instanceof t.ReadonlyType ? isIntersection(type.type) : type instanceof t.IntersectionType;

const toProblem = (error: t.ValidationError): DecodeProblem => ({
  path: error.context
    // io-ts numbers the members of an intersection. These numbers are no part of the input's path.
    .filter((_, index) => !isIntersection(error.context[index - 1]?.type))
    .map(({ key }) => key)
    .filter((key) => key !== "")
    .join("."),
  expected: error.message ?? error.context.at(-1)?.type.name ?? "another type",
});

/**
 * Turns io-ts errors into a {@link DecodeError}. io-ts's own `PathReporter` prints the wrong value, and the value may
 * be a secret. `fromValidation` never prints a value.
 */
export const fromValidation = (what: string, errors: t.Errors): DecodeError => decodeError(what, errors.map(toProblem));
