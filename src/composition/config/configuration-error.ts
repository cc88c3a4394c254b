/** The configuration is missing or wrong. `message` names the setting and the accepted forms, never what was given. */
export interface ConfigurationError {
  readonly _tag: "ConfigurationError";
  readonly message: string;
  /** The setting to look at, e.g. `SSMBAK_STORE`. */
  readonly setting: string;
}

/** Makes a {@link ConfigurationError}. */
export const configurationError = (setting: string, problem: string): ConfigurationError => ({
  _tag: "ConfigurationError",
  message: `${setting}: ${problem}`,
  setting,
});
