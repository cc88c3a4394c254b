import { type Command, InvalidArgumentError, Option } from "commander";
import type { Overrides } from "../../composition/config/configuration.ts";
import { isAccount, isRegion } from "../../domain/model/scope.ts";

/** Which store, and whose parameters. */
export type PlaceOptions = Pick<Overrides, "store" | "source" | "account" | "region" | "role" | "toRegion">;

/** Options that every command has which reads or writes parameters or the store. */
export interface CommonOptions extends PlaceOptions {
  readonly json: boolean;
}

/** An empty one, of a variable that is not set, must not mean the one that is set elsewhere. */
const checked =
  (fits: (text: string) => boolean, expected: string) =>
  (text: string): string => {
    if (fits(text)) return text;
    throw new InvalidArgumentError(`Expected ${expected}.`);
  };

/** Reads the name of a region. */
export const regionArgument = checked(isRegion, "the name of a region");

const accountArgument = checked(isAccount, "the id of an account, 12 digits");

/** Adds the options that say which store, and whose parameters. */
export const withPlaceOptions = (command: Command): Command =>
  command
    .option("--store <url>", "the store to use")
    .option("--source <url>", "the Parameter Store to read")
    .option("--account <id>", "whose parameters, where the store keeps several accounts", accountArgument)
    .option("--region <region>", "their region; without --account that of the store as well", regionArgument)
    .addOption(
      new Option(
        "--role <arn>",
        "the role to use on that account's Parameter Store; default: the AWS settings",
      ).conflicts("source"),
    );

/** Adds the options that every command has. */
export const withCommonOptions = (command: Command): Command =>
  withPlaceOptions(command).option("--json", "print JSON", false);
