import { type Command, InvalidArgumentError, Option } from "commander";
import type { Overrides } from "../../../composition/config/configuration.ts";
import { isAccount, isRegion } from "../../../domain/model/scope.ts";

/** The store, and the account and region of the parameters. */
export type PlaceOptions = Pick<Overrides, "store" | "source" | "account" | "region" | "role" | "toRegion">;

/** The options of every command that reads or writes parameters or the store. */
export interface CommonOptions extends PlaceOptions {
  readonly json: boolean;
}

/** The forms of an argument PATH, for the help of commands. */
export const PATH_HELP = "/app: one parameter, /app/: one level";

/** The forms of an argument INSTANT, for the help of commands. */
export const INSTANT_HELP = "2024-06-08T23:06:33Z, unix seconds, or '2h ago'";

/** Checks an option. Refuses an empty text, as from an unset shell variable: a setting elsewhere must not count instead. */
const checked =
  (fits: (text: string) => boolean, expected: string) =>
  (text: string): string => {
    if (fits(text)) return text;
    throw new InvalidArgumentError(`Expected ${expected}.`);
  };

/** Reads the name of a region. */
export const regionArgument = checked(isRegion, "the name of a region");

const accountArgument = checked(isAccount, "the id of an account, 12 digits");

/** Adds the options for the store, and for account and region of the parameters. */
export const withPlaceOptions = (command: Command): Command =>
  command
    .option("--store <url>", "the store to use")
    .option("--source <url>", "the Parameter Store to read")
    .option("--account <id>", "whose parameters, in a store that holds several accounts", accountArgument)
    .option("--region <region>", "region of the parameters; without --account also of the store", regionArgument)
    .addOption(
      new Option("--role <arn>", "role for the account's Parameter Store; default: the AWS settings").conflicts(
        "source",
      ),
    );

/** Adds the options that every command has. */
export const withCommonOptions = (command: Command): Command =>
  withPlaceOptions(command).option("--json", "print JSON", false);

/** Options of the commands that look at a dead-letter queue. */
export interface QueueOptions {
  readonly queue?: string;
  readonly region?: string;
}

/** Adds the options for the dead-letter queue. */
export const withQueueOptions = (command: Command): Command =>
  command
    .option("--queue <url>", "the dead-letter queue; default: the stack's")
    .option("--region <region>", "region of the stack", regionArgument);
