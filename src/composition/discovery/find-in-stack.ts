import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { FoundStack } from "../../adapters/aws-ssm/find-stacks.ts";
import { type Overrides, readConfiguration } from "../config/configuration.ts";
import { type ConfigurationError, configurationError } from "../config/configuration-error.ts";

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

/** What a stack was found to have. */
interface Found {
  readonly stack: FoundStack;
  readonly value: string;
}

/** What the only stack in this account and region has of it. `Left`: none has, or several; it says so and what to do. */
const findInStack = ({ option, what, field }: Sought, region?: string): TE.TaskEither<string, Found> =>
  pipe(
    TE.fromTask(() => import("../../adapters/aws-ssm/find-stacks.ts")),
    TE.chain(({ findStacks }) => findStacks(region)),
    TE.mapLeft(({ message }) => `no stack could be looked for: ${message}`),
    TE.chainEitherK((stacks) => {
      const found = stacks.flatMap((stack) => {
        const value = stack[field];
        return value === undefined ? [] : [{ stack, value }];
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
      if (others.length === 0) return E.right(only);
      const choices = found.map(({ stack: { name }, value }) => `${option}${value} (stack ${name})`);
      return E.left(`there are several stacks; give one of: ${choices.join(", ")}`);
    }),
  );

/** A store to use. */
export interface FoundStore {
  /** Its URL; `undefined` where the environment sets one, or none could be found. */
  readonly store: string | undefined;
  /** Why none could be found, for people. */
  readonly missing?: string;
  /** Why it can't be used as is asked for, for people. */
  readonly unfit?: string;
}

/** A stack keeps one account under names as they are, or several under their ids: only one way of asking finds them. */
const unfitFor = ({ name, accounts }: FoundStack, account: string | undefined): string | undefined => {
  if (accounts === undefined) {
    return account === undefined
      ? undefined
      : `--account: stack ${name} keeps one account and region, whose names have no prefix: leave it out`;
  }
  // The stack's own account stands there twice when it is a member in other regions.
  const kept = [...new Set(accounts.split(","))];
  if (account === undefined) return `stack ${name} keeps several accounts: give --account, one of ${kept.join(", ")}`;
  return kept.includes(account) ? undefined : `--account: stack ${name} keeps ${kept.join(", ")}, and not this one`;
};

/**
 * The store of the only stack in this account and region, for those who set none.
 *
 * @param asked What `--store` says, which always wins, and whose parameters are asked for.
 */
export const findStore =
  (asked: Pick<Overrides, "store" | "account" | "region" | "role">): (() => Promise<FoundStore>) =>
  async () => {
    const configuration = readConfiguration(asked);
    if (E.isLeft(configuration) || configuration.right.store !== undefined) return { store: asked.store };
    const { scopes, storeRegion } = configuration.right;
    const found = await findInStack({ option: "--store s3://", what: "bucket", field: "bucket" }, storeRegion)();
    if (E.isLeft(found)) return { store: undefined, missing: found.left };
    const { stack, value } = found.right;
    // Who says in the environment that several are kept has said which.
    const isSaid = asked.account === undefined && scopes?.prefixed === true;
    const unfit = isSaid ? undefined : unfitFor(stack, asked.account);
    return { store: `s3://${value}`, ...(unfit === undefined ? {} : { unfit }) };
  };

/**
 * The URL of a queue of the only stack in this account and region, for those who name none. `Left`: there is none, or
 * several, or Parameter Store can't be asked; it says so and what to do.
 *
 * @param given What `--queue` says: it always wins.
 * @param region Where to look for the stack. Default: in that of the AWS settings.
 */
export const findQueue = (
  given: string | undefined,
  which: StackQueue,
  region?: string,
): TE.TaskEither<ConfigurationError, string> =>
  given === undefined
    ? pipe(
        findInStack(QUEUES[which], region),
        TE.map(({ value }) => value),
        TE.mapLeft((problem) => configurationError("--queue", `not given, and ${problem}`)),
      )
    : TE.right(given);
