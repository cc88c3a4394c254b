/**
 * The error of the public functions: a tagged error as an `Error`. `message` says the problem and the remedy. `message` and
 * `tag` never hold the value of a parameter.
 */
export class SsmbakError extends Error {
  /** The tag of the failure: `ConfigurationError`, `DecodeError`, `StoreThrottled`, `SourceAccessDenied`, … */
  readonly tag: string;

  constructor({ _tag, message }: { readonly _tag: string; readonly message: string }) {
    super(message);
    this.name = "SsmbakError";
    this.tag = _tag;
  }
}
