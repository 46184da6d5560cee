// Makes this Node claim to be the one that OLD_NODE names.
Object.defineProperty(process, "versions", { value: { ...process.versions, node: process.env.OLD_NODE } });
