import { inspect } from "node:util";

const REDACTED = "[redacted]";

/**
 * A parameter's value, wrapped so that the value cannot reach a log, an error, a table or a snapshot by accident. The
 * wrapper reads `[redacted]` as a string, as JSON, in a template, in `util.inspect` and in `console.log`.
 *
 * Only store adapters, the restore writer and output with `--show-values` call {@link reveal}.
 */
export class Secret {
  readonly #value: string;

  private constructor(value: string) {
    this.#value = value;
  }

  /** Wraps `value` byte for byte: nothing is trimmed or normalised. */
  static of(value: string): Secret {
    return new Secret(value);
  }

  /** The value. Call `reveal` only where the value has to leave the process on purpose. */
  reveal(): string {
    return this.#value;
  }

  /** Whether both wrap the same value, without revealing either. */
  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  /** `[redacted]`. */
  toString(): string {
    return REDACTED;
  }

  /** `[redacted]`, in every JSON document. */
  toJSON(): string {
    return REDACTED;
  }

  /** `[redacted]`, in `util.inspect` and `console.log`. */
  [inspect.custom](): string {
    return REDACTED;
  }

  /** `[redacted]`, in templates and wherever a primitive is wanted. */
  [Symbol.toPrimitive](): string {
    return REDACTED;
  }
}
