// Tells at the end on stderr whether Node's streams and sockets were loaded. What the plugin does a second after its start it never
// does here, however long the start takes.
const { writeSync } = require("node:fs");

const { setTimeout } = globalThis;
globalThis.setTimeout = (callback, milliseconds, ...args) =>
  setTimeout(callback, milliseconds >= 1000 ? 2 ** 31 - 1 : milliseconds, ...args);

process.once("exit", () => {
  const loaded = process.moduleLoadList.filter((name) => /^NativeModule (stream|net|tty|worker_threads)$/.test(name));
  writeSync(2, JSON.stringify(loaded));
});
