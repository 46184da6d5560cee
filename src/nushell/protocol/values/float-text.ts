/** Writes a float as Nushell does: in all its digits without an exponent, and a whole one with `.0`. */
export function floatText(number: number): string {
  if (!Number.isFinite(number)) return String(number).replace("Infinity", "inf");
  if (Number.isInteger(number)) return `${Object.is(number, -0) ? "-0" : BigInt(number)}.0`;
  const [, sign = "", whole = "", fraction = "", exponent] =
    /^(-?)(\d+)\.?(\d*)(?:e-(\d+))?$/.exec(String(number)) ?? [];
  // Of two shortest texts that are equally near, as for 1944096944680161.25, Rust takes the larger, and so does this.
  if (exponent === undefined) return number.toFixed(fraction.length);
  return `${sign}0.${"0".repeat(Number(exponent) - 1)}${whole}${fraction}`;
}
