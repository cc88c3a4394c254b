import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { readConfiguration } from "./configuration.ts";
import { type ConfigurationError, configurationError } from "./configuration-error.ts";

/** Something that stacks have, and how it is found in what one tells of itself. */
interface Sought {
  /** The option that names it, with what stands in front of the value. */
  readonly option: string;
  readonly what: string;
  readonly field: "bucket" | "queue" | "deadLetterQueue";
}

/** A queue of a stack: the one that takes its change events, or the one of those that could not be handled. */
export type StackQueue = "queue" | "deadLetterQueue";

const QUEUES: Readonly<Record<StackQueue, Sought>> = {
  queue: { option: "--queue ", what: "queue", field: "queue" },
  deadLetterQueue: { option: "--queue ", what: "dead-letter queue", field: "deadLetterQueue" },
};

/** What the only stack in this account and region has of it. `Left`: none has, or several; it says so and what to do. */
const findInStack = ({ option, what, field }: Sought): TE.TaskEither<string, string> =>
  pipe(
    TE.fromTask(() => import("../adapters/aws-ssm/find-stacks.ts")),
    TE.chain(({ findStacks }) => findStacks),
    TE.mapLeft(({ message }) => `no stack could be looked for: ${message}`),
    TE.chainEitherK((stacks) => {
      const found = stacks.flatMap((stack) => {
        const value = stack[field];
        return value === undefined ? [] : [{ name: stack.name, value }];
      });
      const [only, ...others] = found;
      const [older] = stacks;
      if (only === undefined) {
        return E.left(
          older === undefined
            ? "there is no stack in this account and region: ssmbak stack create NAME"
            : `stack ${older.name} is of an earlier version and does not tell of its ${what}: ssmbak stack update ${older.name}`,
        );
      }
      if (others.length === 0) return E.right(only.value);
      const choices = found.map(({ name, value }) => `${option}${value} (stack ${name})`);
      return E.left(`there are several stacks; give one of: ${choices.join(", ")}`);
    }),
  );

/** A store, or why there is none, for people. */
export type StoreSearch = E.Either<string, string | undefined>;

/**
 * The store of the only stack in this account and region, for those who set none. `undefined` when one is set. `Left`:
 * there is none, or several, or Parameter Store can't be asked; it says so and what to do.
 *
 * @param given What `--store` says: it always wins.
 */
export const findStore =
  (given: string | undefined): (() => Promise<StoreSearch>) =>
  async () => {
    const configuration = readConfiguration({ store: given });
    if (E.isLeft(configuration) || configuration.right.store !== undefined) return E.right(given);
    return pipe(
      findInStack({ option: "--store s3://", what: "bucket", field: "bucket" }),
      TE.map((bucket) => `s3://${bucket}`),
    )();
  };

/**
 * The URL of a queue of the only stack in this account and region, for those who name none. `Left`: there is none, or
 * several, or Parameter Store can't be asked; it says so and what to do.
 *
 * @param given What `--queue` says: it always wins.
 */
export const findQueue = (given: string | undefined, which: StackQueue): TE.TaskEither<ConfigurationError, string> =>
  given === undefined
    ? pipe(
        findInStack(QUEUES[which]),
        TE.mapLeft((problem) => configurationError("--queue", `not given, and ${problem}`)),
      )
    : TE.right(given);
