// A Mac's file system, below the directory FOLDING_NAMES: a name is found in any case, and with the accents of its letters
// composed or apart. It is listed as it was made.
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const { join, resolve, sep } = require("node:path");

const reading = "access exists lstat open opendir readFile readdir readlink realpath stat statfs watch".split(" ");
const folded = (name) => name.normalize("NFD").toLowerCase();

/** Makes this process read so, and returns a function that ends it. */
exports.foldNames = function foldNames(root) {
  const { readdirSync } = fs;
  const listed = (directory) => {
    try {
      return readdirSync(directory);
    } catch {
      return [];
    }
  };
  const asMade = (path) => {
    if (typeof path !== "string" || !resolve(path).startsWith(root + sep)) return path;
    const names = resolve(path)
      .slice(root.length + 1)
      .split(sep);
    return names.reduce((above, name) => {
      const there = listed(above);
      const found = there.includes(name) ? name : there.find((each) => folded(each) === folded(name));
      return join(above, found ?? name);
    }, root);
  };
  const undo = [];
  const patch = (where, name) => {
    const real = where[name];
    if (typeof real !== "function") return;
    const patched = (path, ...more) => real.call(where, asMade(path), ...more);
    where[name] = Object.assign(
      patched,
      real.native && { native: (path, ...more) => real.native(asMade(path), ...more) },
    );
    undo.push(() => (where[name] = real));
  };
  for (const name of reading) {
    for (const each of [name, `${name}Sync`]) patch(fs, each);
    patch(fs.promises, name);
  }
  syncBuiltinESMExports();
  return () => {
    for (const each of undo) each();
    syncBuiltinESMExports();
  };
};

if (process.env.FOLDING_NAMES !== undefined) exports.foldNames(process.env.FOLDING_NAMES);
