/** The middle one of some measurements. */
export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

/** The smallest of some measurements that so large a part of them (0 to 1) does not exceed. */
export const quantile = (values: ReadonlyArray<number>, part: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * part) - 1)] ?? Number.NaN;

/** The median of the ratios of measurements that were made side by side: it holds when the machine's speed drifts. */
export const medianRatio = (values: ReadonlyArray<number>, base: ReadonlyArray<number>): number =>
  median(values.map((value, index) => value / (base[index] ?? Number.NaN)));

/** Lays measurements out below their headings. */
export const printTable = (title: string, rows: ReadonlyArray<Readonly<Record<string, string | number>>>): void => {
  process.stdout.write(`\n${title}\n`);
  console.table(rows);
};
