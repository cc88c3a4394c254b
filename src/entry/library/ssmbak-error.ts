/**
 * What the promises of the public functions reject with: the tagged error of the inside as an `Error`. `message` says
 * what is wrong and what to do; neither it nor `tag` ever holds a parameter's value.
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
