// A library that writes where it should not: at once, soon, and as long as the process lives.
const chatter = () => {
  console.log("chatter by console.log");
  console.info("chatter by console.info");
  process.stdout.write("chatter by process.stdout\n");
};
setImmediate(chatter);
setInterval(chatter, 5).unref();
