/**
 * What every failure of a port carries. `message` says what went wrong and, where there is something to do about it,
 * what to do; it never holds a parameter's value. `cause` is the error that the technology threw, for debuggers: it is
 * not logged, since nobody vouches for what it quotes.
 */
export interface Failure<Tag extends string> {
  readonly _tag: Tag;
  readonly message: string;
  readonly cause?: unknown;
}

/** Makes the constructor of one kind of failure. */
export const failureOf =
  <Tag extends string>(tag: Tag) =>
  (message: string, cause?: unknown): Failure<Tag> =>
    cause === undefined ? { _tag: tag, message } : { _tag: tag, message, cause };
