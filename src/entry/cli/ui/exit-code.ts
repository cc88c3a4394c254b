/** The exit codes of the command line. Scripts rely on the numbers, which docs/cli.md documents. */
export const exitCode = {
  /** Everything that was asked for was done. */
  done: 0,
  /** Something failed; standard error or the output says what. */
  failed: 1,
  /** Wrong arguments or configuration; nothing was done. */
  misused: 2,
  /** Nothing of the name or path is stored, nor, for commands that look there, in Parameter Store. */
  nothingStored: 3,
  /** The store lacks, or contradicts, what Parameter Store has. */
  incomplete: 4,
  /** A restore, redrive or change of a stack was not confirmed; nothing was done. */
  declined: 5,
  /** The command was interrupted with something left: run the command again. AWS goes on with a redrive or a stack. */
  stopped: 6,
} as const;

/** One of {@link exitCode}. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

const MISUSED: ReadonlySet<string> = new Set([
  "ConfigurationError",
  "StoreMisconfigured",
  "SourceMisconfigured",
  "QueueNotFound",
  "QueueUnfit",
  "InstantInFuture",
  "BadRestore",
  "PlanEdited",
  "PlanElsewhere",
  "StackUnfit",
  "StackRefused",
  "ArtifactBucketUnusable",
]);

/** The exit code of a failure before anything was done. A store or queue that is set up wrongly counts as a wrong setting. */
export const exitCodeOf = ({ _tag }: { readonly _tag: string }): ExitCode => {
  if (_tag === "NothingStored") return exitCode.nothingStored;
  return MISUSED.has(_tag) ? exitCode.misused : exitCode.failed;
};
