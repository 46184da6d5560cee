/** Keeps what this process prints to stderr, until it is let go. */
export function keptStderr() {
  const original = process.stderr.write.bind(process.stderr);
  let text = "";
  process.stderr.write = (printed: string | Uint8Array) => (text += String(printed)).length > 0;
  return {
    text: () => text,
    letGo: () => {
      process.stderr.write = original;
    },
  };
}
