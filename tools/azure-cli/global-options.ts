/** Options that every command of the Azure CLI accepts. */
export const GLOBAL_OPTIONS: ReadonlySet<string> = new Set(
  '--debug --help -h --only-show-errors --output -o --query --subscription --verbose'.split(' '),
);
