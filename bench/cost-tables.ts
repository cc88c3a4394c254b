import {
  type Cost,
  costOfChanges,
  costOfDumps,
  costOfSweeps,
  PRICES,
  standingCost,
  totalOf,
  type Workload,
} from "./cost-model.ts";

const SCENARIO = { secure: 0.5, advanced: 0, versions: 10, valueBytes: 100, eventsInBatch: 1, sweeps: 120 };

const million = (changes: Partial<Workload>): Workload => ({
  parameters: 0,
  changes: 1e6,
  ...SCENARIO,
  ...changes,
});

/** One change of each parameter a month. An account and region takes 10,000 standard parameters, the others are advanced. */
const month = (parameters: number): Workload => ({
  ...SCENARIO,
  parameters,
  changes: parameters,
  advanced: Math.max(0, parameters - 10_000) / parameters,
});

const usd = (amount: number): string => (amount > 0 && amount < 0.005 ? "0.00…" : amount.toFixed(2));

const table = (headings: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [headings, headings.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

const costTable = (columns: ReadonlyArray<readonly [string, ReadonlyArray<Cost>]>): string => {
  const [[, lines] = ["", []]] = columns;
  const rows = lines.map(({ what, formula }, index) => [
    what,
    `\`${formula}\``,
    ...columns.map(([, costs]) => usd(costs[index]?.usd ?? 0)),
  ]);
  const totals = ["**together**", "", ...columns.map(([, costs]) => `**${usd(totalOf(costs))}**`)];
  return table(["", "formula", ...columns.map(([heading]) => heading)], [...rows, totals]);
};

const SIZES = [100, 10_000, 100_000];

const heading = (parameters: number): string => parameters.toLocaleString("en-US");

const priceTable = (): string =>
  table(
    ["price", "us-east-1, USD", "of"],
    Object.values(PRICES).map(({ symbol, usd: price, unit }) => [
      `\`${symbol}\``,
      // Prices of millionths are read best by the million.
      price < 0.0001 ? `${Number((price * 1e6).toPrecision(6))} a million` : String(price),
      unit,
    ]),
  );

/** The tables of docs/cost.md. */
export const costTables = (): Readonly<Record<"prices" | "million" | "month" | "dump", string>> => ({
  prices: priceTable(),
  million: costTable([
    ["one by one", costOfChanges(million({}))],
    ["in batches of ten", costOfChanges(million({ eventsInBatch: 10 }))],
    [
      "the same, 100 versions, all SecureString",
      costOfChanges(million({ eventsInBatch: 10, versions: 100, secure: 1 })),
    ],
  ]),
  month: costTable(
    SIZES.map((size): [string, ReadonlyArray<Cost>] => {
      const load = month(size);
      return [heading(size), [...costOfChanges(load), ...costOfSweeps(load), ...standingCost(load)]];
    }),
  ),
  dump: costTable(SIZES.map((size): [string, ReadonlyArray<Cost>] => [heading(size), costOfDumps(month(size))])),
});
