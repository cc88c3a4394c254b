import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { FoundStack } from "../../adapters/aws-ssm/find-stacks.ts";
import { type Overrides, readConfiguration } from "../config/configuration.ts";
import { type ConfigurationError, configurationError } from "../config/configuration-error.ts";

/** A bucket or queue of a stack, and how to find the bucket or queue among the stack's parameters. */
interface Sought {
  /** The option of the command line that names the bucket or queue, with the text in front of the value. */
  readonly option: string;
  readonly what: string;
  readonly field: "bucket" | "queue" | "deadLetterQueue";
}

/** A queue of a stack: the queue of change events, or the queue of events that could not be handled. */
export type StackQueue = "queue" | "deadLetterQueue";

const QUEUES: Readonly<Record<StackQueue, Sought>> = {
  queue: { option: "--queue ", what: "queue", field: "queue" },
  deadLetterQueue: { option: "--queue ", what: "dead-letter queue", field: "deadLetterQueue" },
};

/** A stack, and the name of its bucket or queue. */
interface Found {
  readonly stack: FoundStack;
  readonly value: string;
}

/** The only stack in this account and region. `Left`: no stack has the thing, or several do; the text says what to do. */
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

/** The store to use, or why there is none. */
export interface FoundStore {
  /** URL of the store; `undefined` where the environment names a store, or where no stack was found. */
  readonly store: string | undefined;
  /** Why no stack was found, for people. */
  readonly missing?: string;
  /** Why the store does not fit the account that is asked for, for people. */
  readonly unfit?: string;
}

/** A store holds one account under plain names, or several accounts under their ids: asking the other way finds nothing. */
const unfitFor = ({ name, accounts }: FoundStack, account: string | undefined): string | undefined => {
  if (accounts === undefined) {
    return account === undefined
      ? undefined
      : `--account: stack ${name} backs up one account and region, whose names have no prefix: leave --account out`;
  }
  // The stack's own account is listed twice when the account is a member in other regions.
  const stored = [...new Set(accounts.split(","))];
  if (account === undefined)
    return `stack ${name} backs several accounts up: give --account, one of ${stored.join(", ")}`;
  return stored.includes(account)
    ? undefined
    : `--account: stack ${name} backs up ${stored.join(", ")}, and not this account`;
};

/**
 * The store of the only stack in this account and region, where no store is named.
 *
 * @param asked The store of `--store`, which always wins, and the account whose parameters are asked for.
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
    // Scopes in the environment name their accounts: nothing is left to ask.
    const isConfigured = asked.account === undefined && scopes?.prefixed === true;
    const unfit = isConfigured ? undefined : unfitFor(stack, asked.account);
    return { store: `s3://${value}`, ...(unfit === undefined ? {} : { unfit }) };
  };

/**
 * The URL of a queue of the only stack in this account and region, where no queue is named. `Left`: there is no stack, or
 * there are several, or Parameter Store can't be asked; the message says what to do.
 *
 * @param given The URL of `--queue`, which always wins.
 * @param region Where to look for the stack. Default: the region of the AWS settings.
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
