import { expectRoundTrip } from "./expectations.ts";
import { at, version } from "./facts.ts";
import type { Suite } from "./harness.ts";

const PEM = [
  "-----BEGIN CERTIFICATE-----",
  "MIIBszCCAVmgAwIBAgIUQ29uZm9ybWFuY2VUZXN0T25seUFBQUEwCgYIKoZIzj0E",
  "-----END CERTIFICATE-----",
  "",
].join("\n");

/** Values that a store would change by trimming, normalising, re-encoding or guessing. */
const VALUES: Readonly<Record<string, string>> = {
  "a PEM with its last newline": PEM,
  "several last newlines": "value\n\n\n",
  "CRLF line ends": "one\r\ntwo\r\n",
  "a lone carriage return": "one\rtwo\r",
  "leading and trailing spaces": "  value  ",
  "nothing but a space": " ",
  "tabs and runs of spaces": "\tone  two   three\t",
  "letters beyond ASCII": "Grüße, Ελλάδα, Привет, 日本語, עברית",
  "emoji and other pairs of surrogates": "🔐 👩‍👩‍👧 𝒳",
  "letters that could be composed otherwise": "e\u0301 \u00e9 \u212b \ufb01",
  "a byte order mark at its beginning": "\ufeffvalue",
  "separators of lines and paragraphs": "one\u2028two\u2029three\u0085",
  "a document of JSON": '{"user":"me","nested":{"list":[1,2.50,null]},"text":"\\u00e9 \\" \\\\"}\n',
  "text that looks like a number": "007.10",
  "text that looks like base64": "c3NtYmFr",
  "text that looks like an escape": "%20 &amp; \\n + $VALUE {x} 'y' \"z\"",
  "a list of a StringList": "one,two,,three,",
  "8 KB of ASCII": "0123456789abcdef".repeat(512),
  "8 KB of letters beyond ASCII": "日本語é".repeat(744),
};

/** Values come back byte for byte. */
export const valueTests = ({ group, test }: Suite): void =>
  group("values", () => {
    for (const [title, value] of Object.entries(VALUES)) {
      test(`come back whole: ${title}`, ({ store }) => expectRoundTrip(store, version(1, at(10), { value })));
    }
  });
