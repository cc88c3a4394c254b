/** What PutParameter answers. */
export interface PutParameterResult {
  readonly version: number;
  /** `Standard` or `Advanced`: the tier that the parameter has now. */
  readonly tier: string;
}

/** What LabelParameterVersion answers: invalid labels are listed, not refused. */
export interface LabelResult {
  readonly version: number;
  readonly invalidLabels: ReadonlyArray<string>;
}

/** What UnlabelParameterVersion answers: labels that are not on the version are listed as invalid. */
export interface UnlabelResult {
  readonly removedLabels: ReadonlyArray<string>;
  readonly invalidLabels: ReadonlyArray<string>;
}
