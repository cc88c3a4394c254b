import Table from "cli-table3";
import pc from "picocolors";

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const toEscape = (char: string): string =>
  SHORT_ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * Makes a text safe to print. Control characters could rewrite the terminal. Marks of direction and line ends could change
 * the look of a line. All of these are shown as escapes.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, toEscape);

/**
 * Lays rows out in columns below headings. The table has no frame, so tools such as cut and grep work on the lines.
 * `paint` colours the cells of a row.
 */
export const renderTable = (
  headings: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  paint: (row: ReadonlyArray<string>, index: number) => ReadonlyArray<string> = (row) => row,
): string => {
  const line = { top: "", "top-mid": "", "top-left": "", "top-right": "", mid: "", "left-mid": "", "mid-mid": "" };
  const side = { "right-mid": "", bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" };
  const table = new Table({
    head: headings.map((heading) => pc.bold(heading)),
    chars: { ...line, ...side, left: "", right: "", middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  for (const [index, row] of rows.entries()) table.push([...paint(row.map(printable), index)]);
  return `${table.toString().replace(/ +$/gm, "")}\n`;
};
