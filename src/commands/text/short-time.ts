const units = [
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
  ["s", 1],
] as const;

/** Returns a time in its two largest units: `3d 4h`, `2h 5m`, `12m 3s`, `45s`. It is `0s` for one that is negative. */
export function shortTime(milliseconds: number): string {
  let left = Math.max(0, Math.floor(milliseconds / 1000));
  const largest = units.findIndex(([, seconds]) => left >= seconds);
  if (largest < 0) return "0s";
  const parts = units.slice(largest, largest + 2).map(([unit, seconds]) => {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    return count === 0 ? "" : `${count}${unit}`;
  });
  return parts.filter(Boolean).join(" ");
}
