// A writer at the worst of moments: takes `vanishing.json` away as soon as it was listed, and writes `late.json` to its end
// after it was read once.
const fs = require("node:fs");
const { openSync, readdirSync } = fs;
let readings = 0;

fs.readdirSync = (path, ...more) => {
  const found = readdirSync(path, ...more);
  fs.rmSync(`${path}/vanishing.json`, { force: true });
  return found;
};

fs.openSync = (path, ...more) => {
  if (String(path).endsWith("/late.json") && ++readings === 2)
    fs.writeFileSync(path, '{"id": "late", "status": "running"}');
  return openSync(path, ...more);
};
