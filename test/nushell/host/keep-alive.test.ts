import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Held } from "../../../src/nushell/command/engine/engine.ts";
import { KeepAlive } from "../../../src/nushell/host/keep-alive.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const told: boolean[] = [];
  const close = vi.fn();
  const cache = { close };
  const keepAlive = new KeepAlive((disabled) => told.push(disabled));
  /** One call of a command that holds something for so long. */
  const call = (milliseconds: number, held: Held = cache) => {
    keepAlive.busy();
    keepAlive.hold(milliseconds, held);
    keepAlive.idle();
  };
  return { told, close, cache, keepAlive, call };
}

it("asks Nushell not to stop the plugin, and lets go after the idle time [keep-alive-idle]", () => {
  const { told, close, keepAlive, call } = start();
  call(1000);
  expect(told).toEqual([true]);
  vi.advanceTimersByTime(999);
  expect(close).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(told).toEqual([true, false]);
  expect(close).toHaveBeenCalledOnce();
  keepAlive.busy();
  keepAlive.idle();
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([true, false]);
});

it("begins the idle time anew with each call [keep-alive-idle]", () => {
  const { told, keepAlive, call } = start();
  call(1000);
  for (let i = 0; i < 5; i++) {
    vi.advanceTimersByTime(999);
    keepAlive.busy();
    keepAlive.idle();
  }
  expect(told).toEqual([true]);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([true, false]);
});

it("releases nothing while a call runs, however long that takes [keep-alive-busy]", () => {
  const { told, close, cache, keepAlive, call } = start();
  call(1000);
  keepAlive.busy();
  vi.advanceTimersByTime(60_000);
  expect(close).not.toHaveBeenCalled();
  keepAlive.hold(0, cache);
  expect(close).not.toHaveBeenCalled();
  keepAlive.idle();
  expect(close).toHaveBeenCalledOnce();
  expect(told).toEqual([true, false]);
});

it("holds several things, and closes each of them once, by the time of the latest call [keep-alive-holders]", () => {
  const { told, close, call } = start();
  const other = { close: vi.fn() };
  call(1000);
  call(1000);
  call(50, other);
  vi.advanceTimersByTime(50);
  expect(told).toEqual([true, false]);
  expect(close).toHaveBeenCalledOnce();
  expect(other.close).toHaveBeenCalledOnce();
  call(50, other);
  vi.advanceTimersByTime(50);
  expect(other.close).toHaveBeenCalledTimes(2);
  expect(close).toHaveBeenCalledOnce();
});

it("keeps nothing alive for 0, and then lets go of what was held [keep-alive-zero]", () => {
  const { told, close, call } = start();
  call(0);
  expect(close).toHaveBeenCalledOnce();
  expect(told).toEqual([]);
  call(1000);
  call(0);
  expect(told).toEqual([true, false]);
  expect(close).toHaveBeenCalledTimes(2);
  expect(vi.getTimerCount()).toBe(0);
});

it("holds for longer than Node's timers reach [keep-alive-long]", () => {
  const { told, call } = start();
  call(30 * 24 * 3_600_000);
  vi.advanceTimersByTime(24 * 24 * 3_600_000);
  expect(told).toEqual([true]);
});

it("holds again after it let go", () => {
  const { told, call } = start();
  call(10);
  vi.advanceTimersByTime(10);
  call(10);
  expect(told).toEqual([true, false, true]);
});

it("lets go without a word when the plugin ends, and leaves no timer", () => {
  const { told, close, keepAlive, call } = start();
  call(1000);
  keepAlive.close();
  expect(told).toEqual([true]);
  expect(close).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
  start().keepAlive.close();
});
