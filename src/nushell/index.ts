/// <reference types="node" preserve="true" />
// TypeScript 7 loads no types by itself, so those of Node are named for plugins, too.

// This comes first, as it writes the plugin's first bytes.
// oxlint-disable-next-line import/no-unassigned-import
import "./host/transport/guarded-stdout.ts";
export { defineCommand, type Command } from "./command/command.ts";
export type { CommandDefinition, CommandCall, Example, Returned, Variants } from "./command/command-definition.ts";
export type {
  Flag,
  Flags,
  FlagValues,
  Positional,
  Positionals,
  PositionalValues,
  Rest,
  Spanned,
  Arguments,
  CheckedFlags,
  CheckedPositionals,
} from "./command/arguments/argument.ts";
export type { Completer, CompletionRequest, Completions, CompletionSource } from "./command/arguments/completion.ts";
export type { TypedArguments } from "./command/arguments/typed-arguments.ts";
export {
  defineCustomValue,
  type CustomValueDefinition,
  type CustomValueType,
  type OperationPlace,
  type OperationResult,
} from "./command/custom-value.ts";
export type { StateEncoding } from "./command/custom-value-states.ts";
export type { CallArgument, CallOptions, Engine, EvalOptions, Held } from "./command/engine/engine.ts";
export type { InputType, PipelineInput, StreamType, Taken } from "./command/data/input.ts";
export { bytes, items, text } from "./command/data/stream-types.ts";
export { loadCommand, type LazyCommand } from "./command/lazy-command.ts";
export {
  byteStream,
  empty,
  listStream,
  value,
  type PipelineData,
  type Source,
  type ValueData,
} from "./command/data/pipeline-data.ts";
export { asArgument } from "./protocol/texts/quoting.ts";
export { terminalWidth } from "./command/engine/terminal-width.ts";
export { isTerminal, useColors } from "./command/engine/use-colors.ts";
export { record, recordType, table, tableType } from "./command/value-types/columns.ts";
export { error } from "./command/value-types/error.ts";
export { throwInvalid, throwMismatch } from "./command/value-types/invalid-value.ts";
export { number } from "./command/value-types/number.ts";
export {
  choice,
  directories,
  directory,
  file,
  files,
  integer,
  longestTimer,
  milliseconds,
  texts,
  type Parameter,
  type Paths,
} from "./command/value-types/parameter.ts";
export type { ReadRow } from "./command/value-types/row-reader.ts";
export type { Row } from "./command/value-types/row-writer.ts";
export {
  closureTaking,
  expression,
  externalArgument,
  keyword,
  mathExpression,
  rowCondition,
} from "./command/value-types/syntax.ts";
export {
  any,
  anyValue,
  binary,
  bool,
  cellPath,
  checkedDate,
  closure,
  date,
  duration,
  filesize,
  float,
  glob,
  int,
  int64,
  list,
  nothing,
  nullable,
  oneOf,
  range,
  string,
  type Columns,
  type Declared,
  type ListType,
  type ValueType,
} from "./command/value-types/type.ts";
export type { Plugin } from "./command/served-plugin.ts";
export { storeSignatures, type StoredSignatures } from "./command/stored-signatures.ts";
export { servePlugin } from "./host/serve-plugin.ts";
export { serve } from "./host/serve.ts";
export type { Transport } from "./host/transport/transport.ts";
export type { Trace } from "./host/wire-trace.ts";
export type { BlockIr, Instruction } from "./protocol/messages/block-ir.ts";
export type { CustomValueOp } from "./protocol/messages/custom-value-op.ts";
export type { CompletionCall, EvaluatedCall } from "./protocol/messages/message-reader.ts";
export type { Ordering } from "./protocol/messages/message-writer.ts";
export type { Metadata } from "./protocol/messages/metadata.ts";
export type { Operator } from "./protocol/messages/operator.ts";
export type { ByteStreamType } from "./protocol/messages/pipeline-header.ts";
export type {
  BuiltinCompletion,
  ExampleSignature,
  FlagSignature,
  PluginSignature,
  PositionalSignature,
  SyntaxShape,
} from "./protocol/messages/signature.ts";
export type { Type } from "./protocol/messages/type.ts";
export type { Suggestion, SuggestionKind } from "./protocol/messages/suggestion.ts";
export type { Encodable, MsgpackWriter } from "./protocol/msgpack/msgpack-writer.ts";
export type { Wire } from "./protocol/msgpack/wire.ts";
export { CellPath, type PathMember } from "./protocol/values/cell-path.ts";
export { followCellPath } from "./protocol/cell-paths/follow-cell-path.ts";
export { updateCellPath, upsertCellPath } from "./protocol/cell-paths/update-cell-path.ts";
export { DateTime } from "./protocol/values/date-time.ts";
export { LabeledError, type LabeledErrorOptions } from "./protocol/values/labeled-error.ts";
export { toPlain, type Plain, type PlainObject } from "./protocol/values/plain.ts";
export { Range, type RangeBounds } from "./protocol/values/range.ts";
export type { Scalar } from "./protocol/values/scalar.ts";
export { toAbbreviatedString, toExpandedString, type TextConfig } from "./protocol/texts/text.ts";
export { toValue } from "./protocol/values/to-value.ts";
export type { DurationUnit, FilesizeFormat, FilesizeUnit } from "./protocol/texts/units.ts";
export type { Span } from "./protocol/values/span.ts";
export { Closure, type Value } from "./protocol/values/value.ts";
export { CustomValue, Duration, Filesize, Float, Glob } from "./protocol/values/value-classes.ts";
export type { Recipient, ValueWriter, WriteValue } from "./protocol/values/value-writer.ts";
export { atLeast, type Release, type Version } from "./protocol/version.ts";
