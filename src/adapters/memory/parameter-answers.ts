/** The answer of PutParameter. */
export interface PutParameterResult {
  readonly version: number;
  /** `Standard` or `Advanced`: the parameter's tier now. */
  readonly tier: string;
}

/** The answer of LabelParameterVersion. Invalid labels are listed, not refused. */
export interface LabelResult {
  readonly version: number;
  readonly invalidLabels: ReadonlyArray<string>;
}

/** The answer of UnlabelParameterVersion. Labels that the version does not carry are listed as invalid. */
export interface UnlabelResult {
  readonly removedLabels: ReadonlyArray<string>;
  readonly invalidLabels: ReadonlyArray<string>;
}
