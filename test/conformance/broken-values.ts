import { type Broken, broken, storingValues } from "./broken-store.ts";

/** What a store makes of values, and the values that tell. */
const CHANGES: ReadonlyArray<readonly [string, (value: string) => string, ReadonlyArray<string>]> = [
  ["trims the last newline of values", (value) => value.replace(/\n$/, ""), ["a PEM", "several last newlines"]],
  ["trims outer spaces of values", (value) => value.replace(/^ +| +$/g, ""), ["leading and", "nothing but"]],
  ["turns CRLF into LF", (value) => value.replaceAll("\r\n", "\n"), ["CRLF line ends"]],
  ["turns CR into LF", (value) => value.replaceAll("\r", "\n"), ["CRLF line ends", "a lone carriage return"]],
  ["joins spaces", (value) => value.replaceAll(/[ \t]+/g, " "), ["tabs and runs of spaces"]],
  [
    "stores values as Latin-1",
    (value) => Buffer.from(value, "latin1").toString("latin1"),
    ["letters beyond ASCII", "emoji", "8 KB of letters beyond ASCII"],
  ],
  ["normalises letters", (value) => value.normalize("NFC"), ["letters that could be composed"]],
  ["drops a byte order mark", (value) => new TextDecoder().decode(Buffer.from(value)), ["a byte order mark"]],
  [
    "splits lines wherever Unicode ends them",
    (value) => value.split(/[\u2028\u2029\u0085]/).join("\n"),
    ["separators of"],
  ],
  ["cuts values at 4 KB", (value) => value.slice(0, 4096), ["8 KB of ASCII"]],
  [
    "parses values that look like JSON",
    (value) => (value.startsWith("{") ? JSON.stringify(JSON.parse(value)) : value),
    ["a document of JSON"],
  ],
  [
    "takes values for numbers",
    (value) => (Number(value) ? String(Number(value)) : value),
    ["text that looks like a number"],
  ],
  [
    "decodes values that look like base64",
    (value) => (/^[A-Za-z0-9]{8}$/.test(value) ? Buffer.from(value, "base64").toString() : value),
    ["text that looks like base64"],
  ],
  ["expands escapes", (value) => value.replace("%20", " "), ["text that looks like an escape"]],
  ["drops empty members of lists", (value) => value.replaceAll(/,+/g, ","), ["a list of a StringList"]],
];

/** Stores that store other values than they were given. */
export const VALUES: ReadonlyArray<Broken> = CHANGES.map(([title, change, values]) =>
  broken(title, storingValues(change), ...values.map((value) => `values: come back whole: ${value}`)),
);
