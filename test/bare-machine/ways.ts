import manifest from "../../package.json" with { type: "json" };
import { laterVersion, makeLater } from "../support/later-version.ts";
import { packed } from "../support/packages.ts";
import { standaloneArchive } from "../support/standalone.ts";
import { finding, listing, type Way } from "./walk.ts";

const name = "nu_plugin_orchestrator";

/** The ways of the page that need no network. */
export function ways(): Readonly<Record<"tarball" | "npx" | "standalone", Way>> {
  const tarballs = { first: packed(name), second: packed(name, makeLater), version: laterVersion };
  const archive = standaloneArchive();
  return {
    tarball: {
      ...tarballs,
      // The page's file is packed there; ours was packed here.
      install: (file) =>
        listing("Install", "npm install --global")
          .replace("npm pack\n", "")
          .replace(/\S+\.tgz/, file),
      remove: () => listing("Remove", "npm uninstall --global"),
      meanwhile: "A file of the plugin is gone, as after an upgrade while it runs",
    },
    npx: {
      ...tarballs,
      // By its name it would come from npm.
      install: (file) => listing("Install", "npx").replace(name, `--yes ./${file}`),
      remove: (file) => `npx --yes ./${file} unregister`,
      // What is registered is a copy, which the next version does not replace.
      meanwhile: finding,
    },
    standalone: {
      first: archive,
      second: archive,
      version: manifest.version,
      install: (file) =>
        listing("A single file without Node", "tar -xzf")
          .replace(/^npm .*\n/gm, "")
          .replace(/\S+\.tar\.gz/, file),
      remove: () => `~/.local/lib/${name}/bin/${name} unregister\nrm -r ~/.local/lib/${name}`,
      meanwhile: finding,
    },
  };
}
