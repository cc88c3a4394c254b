/** What the command's exit codes mean. They are documented in docs/cli.md and stay as they are. */
export const exitCode = {
  /** Everything that was asked for was done. */
  done: 0,
  /** Something failed; what did is on standard error or in the output. */
  failed: 1,
  /** Wrong arguments or configuration; nothing was done. */
  misused: 2,
  /** What was asked for is not in the store, nor, where that is looked at, in Parameter Store. */
  nothingStored: 3,
  /** Something is not kept as Parameter Store has it. */
  incomplete: 4,
  /** A restore, redrive or change of a stack was not confirmed; nothing was done. */
  declined: 5,
  /** It was interrupted with something left: run it again to go on. A redrive or a stack goes on by itself. */
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

/** The exit code of a failure before anything was done: what is not usable as it is set up is a wrong setting. */
export const exitCodeOf = ({ _tag }: { readonly _tag: string }): ExitCode => {
  if (_tag === "NothingStored") return exitCode.nothingStored;
  return MISUSED.has(_tag) ? exitCode.misused : exitCode.failed;
};
