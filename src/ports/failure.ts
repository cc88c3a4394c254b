/**
 * The fields of every failure of a port. `message` says what went wrong and, where possible, what to do. `message`
 * never holds a parameter's value. `cause` is the original error, for debuggers. `cause` is never logged, because its
 * text may quote a value.
 */
export interface Failure<Tag extends string> {
  readonly _tag: Tag;
  readonly message: string;
  readonly cause?: unknown;
}

/** Makes the constructor of a failure. */
export const failureOf =
  <Tag extends string>(tag: Tag) =>
  (message: string, cause?: unknown): Failure<Tag> =>
    cause === undefined ? { _tag: tag, message } : { _tag: tag, message, cause };
