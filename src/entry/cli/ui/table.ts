import Table from "cli-table3";
import pc from "picocolors";

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const toEscape = (char: string): string =>
  SHORT_ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * Control characters could rewrite the terminal, and marks of direction and line ends what a line seems to say: they
 * are shown as escapes.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, toEscape);

/**
 * Lays rows out below their headings, without frames, so that lines can be cut and searched. `paint` colours a row's
 * cells.
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
