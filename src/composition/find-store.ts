import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { readConfiguration } from "./configuration.ts";

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
    const { findStacks } = await import("../adapters/aws-ssm/find-stacks.ts");
    return pipe(
      findStacks,
      TE.mapLeft(({ message }) => `no stack could be looked for either: ${message}`),
      TE.chainEitherK((stacks): StoreSearch => {
        const [only, ...others] = stacks;
        if (only === undefined)
          return E.left("there is no stack in this account and region either: ssmbak stack create NAME");
        if (others.length === 0) return E.right(`s3://${only.bucket}`);
        const choices = stacks.map(({ name, bucket }) => `--store s3://${bucket} (stack ${name})`);
        return E.left(`there are several stacks; give one of: ${choices.join(", ")}`);
      }),
    )();
  };
