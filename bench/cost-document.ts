/** A document in which what stands between `<!-- table NAME -->` and `<!-- end -->` is replaced by the table of that name. */
export const withTables = (document: string, tables: Readonly<Record<string, string>>): string =>
  document.replace(
    /(<!-- table (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start: string, name: string, end: string) => `${start}${tables[name] ?? `no table ${name}`}\n${end}`,
  );
