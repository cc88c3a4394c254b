/** The exit codes of the command line. Scripts rely on the numbers, which docs/cli.md documents. */
export const exitCode = {
  /** The command did all of its work. */
  done: 0,
  /** A part of the work failed. Standard error or the output names the failure. */
  failed: 1,
  /** Wrong arguments or configuration. The command did nothing. */
  misused: 2,
  /** Nothing of the name or path is stored, nor, for commands that look there, in Parameter Store. */
  nothingStored: 3,
  /** The store lacks a fact of Parameter Store, or contradicts Parameter Store. */
  incomplete: 4,
  /** A restore, redrive or change of a stack was not confirmed; nothing was done. */
  declined: 5,
  /** The command was interrupted with something left: run the command again. AWS goes on with a redrive or a stack. */
  stopped: 6,
} as const;

/** A value of {@link exitCode}. */
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
