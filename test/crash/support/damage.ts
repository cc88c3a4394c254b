import fc from "fast-check";

/** What happens to a file. Places are shares of its length, so that they fit files of any size. */
export type Damage =
  | { readonly does: "cut"; readonly place: number }
  | { readonly does: "flip"; readonly bits: ReadonlyArray<{ readonly place: number; readonly bit: number }> }
  | { readonly does: "overwrite"; readonly place: number; readonly bytes: Uint8Array }
  | { readonly does: "page"; readonly place: number; readonly source: number | "zeros" };

const PAGE = 4096;

/** Anywhere alike: small numbers would be drawn more often. */
const place = fc.noBias(fc.nat(2 ** 30 - 1)).map((part) => part / 2 ** 30);

const bits = fc.array(fc.record({ place, bit: fc.integer({ min: 0, max: 7 }) }), { minLength: 1, maxLength: 8 });

/** Cut off, flipped bits, a stretch of rubbish, a page that is lost or stands where another belongs. */
export const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ does: fc.constant("cut" as const), place }) },
  { weight: 5, arbitrary: fc.record({ does: fc.constant("flip" as const), bits }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ does: fc.constant("overwrite" as const), place },
      bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ does: fc.constant("page" as const), place },
      source: fc.oneof(place, fc.constant("zeros" as const)),
    }),
  },
);

const pageOf = (bytes: Buffer, share: number): number => Math.floor((share * bytes.length) / PAGE) * PAGE;

/** A damaged copy. */
export const damaged = (whole: Buffer, how: Damage): Buffer => {
  const bytes = Buffer.from(whole);
  switch (how.does) {
    case "cut":
      return bytes.subarray(0, Math.floor(how.place * bytes.length));
    case "flip":
      for (const { place: share, bit } of how.bits) {
        const at = Math.floor(share * bytes.length);
        bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
      }
      return bytes;
    case "overwrite":
      bytes.set(
        how.bytes.subarray(0, bytes.length - Math.floor(how.place * bytes.length)),
        Math.floor(how.place * bytes.length),
      );
      return bytes;
    case "page": {
      const from = how.source === "zeros" ? undefined : pageOf(whole, how.source);
      const page = from === undefined ? Buffer.alloc(PAGE) : whole.subarray(from, from + PAGE);
      bytes.set(page.subarray(0, bytes.length - pageOf(whole, how.place)), pageOf(whole, how.place));
      return bytes;
    }
  }
};
