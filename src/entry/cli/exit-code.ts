/** What the command's exit codes mean. They are documented in docs/cli.md and stay as they are. */
export const exitCode = {
  /** Everything that was asked for was done. */
  done: 0,
  /** Something failed; what did is on standard error or in the output. */
  failed: 1,
  /** Wrong arguments or configuration; nothing was done. */
  misused: 2,
  /** What was asked for is not in the store. */
  nothingKept: 3,
  /** Something is not kept as Parameter Store has it. */
  incomplete: 4,
} as const;

/** One of {@link exitCode}. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The exit code of a failure before anything was done: a store that is not usable as it is set up is a wrong setting. */
export const exitCodeOf = ({ _tag }: { readonly _tag: string }): ExitCode =>
  _tag === "ConfigurationError" || _tag === "StoreMisconfigured" ? exitCode.misused : exitCode.failed;
