/** Plain JavaScript that has a Nushell value: what JSON, YAML and TOML parse to, and what those lack. */
export type Plain =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | readonly Plain[]
  | ReadonlyMap<string, Plain>
  | { readonly [key: string]: Plain };
