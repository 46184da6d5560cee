import * as kind from "../../protocol/fields.ts";
import { checkFields, optional, type Fields, type Kind } from "../../protocol/fields.ts";
import type { Answers, EngineMocks } from "./answers.ts";
import type { GivenArguments } from "./evaluated-call.ts";

const listOrObject: Kind = {
  words: "a list, or an object by name",
  fits: (value) => kind.array.fits(value) || kind.object.fits(value),
};
const functions: Kind = {
  words: "an object of functions",
  fits: (value) => kind.isObject(value) && Object.values(value).every((each) => typeof each === "function"),
};

const abortSignal: Kind = { words: "an AbortSignal", fits: (value) => value instanceof AbortSignal };

export const argumentFields = {
  positionals: optional(listOrObject),
  rest: optional(kind.array),
  flags: optional(kind.object),
} satisfies Fields<GivenArguments>;

export const answerFields = {
  version: optional(kind.text),
  cwd: optional(kind.text),
  env: optional(kind.object),
  config: kind.anything,
  help: optional(kind.text),
  commands: optional(functions),
  engine: optional(kind.object),
  signal: optional(abortSignal),
} satisfies Fields<Answers>;

const mock = optional(kind.method);

const mockFields = {
  version: optional(kind.object),
  currentDir: mock,
  envVar: mock,
  envVars: mock,
  addEnvVar: mock,
  pluginConfig: mock,
  config: mock,
  rawConfig: mock,
  help: mock,
  spanContents: mock,
  evalClosure: mock,
  findDecl: mock,
  callDecl: mock,
  blockIr: mock,
  foreground: mock,
  keepAlive: mock,
  warn: mock,
  progress: mock,
  keepProgress: mock,
} satisfies Fields<EngineMocks>;

/** Throws a TypeError for options that are not what their type says, its mocks of the engine included. */
export function checkOptions<X extends Answers>(options: X, fields: Fields<X>, what: string): void {
  checkFields(options, fields, what);
  if (options.engine !== undefined) checkFields(options.engine, mockFields, `\`engine\` of ${what}`);
}
