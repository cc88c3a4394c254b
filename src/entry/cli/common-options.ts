export * from "./ui/common-options.ts";
