const { getHeapCodeStatistics } = require("node:v8");

// What the plugin under `npm run soak` loads first. Asked by its parent, it tells what memory there is after everything that is not
// needed any more has been collected, and what keeps its event loop alive.
process.on("message", () => {
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  const { code_and_metadata_size: compiled, bytecode_and_metadata_size: bytecode } = getHeapCodeStatistics();
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  const code = compiled + bytecode;
  process.send({
    heap: heapUsed - code,
    code,
    external,
    rss,
    handles: process.getActiveResourcesInfo().length,
    listeners,
  });
});
// The plugin ends when Nushell's side of its stdin does, whoever else is listening.
process.channel.unref();
