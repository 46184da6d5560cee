import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { KeepAlive } from "../../../src/nushell/host/keep-alive.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const told: boolean[] = [];
  const release = vi.fn();
  return { told, release, keepAlive: new KeepAlive((disabled) => told.push(disabled)) };
}

it("asks Nushell not to stop the plugin, and lets go after the idle time [keep-alive-idle]", () => {
  const { told, release, keepAlive } = start();
  keepAlive.hold(1000, release);
  expect(told).toEqual([true]);
  vi.advanceTimersByTime(999);
  expect(release).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(told).toEqual([true, false]);
  expect(release).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(10_000);
  keepAlive.touch();
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([true, false]);
});

it("begins the idle time anew with each call", () => {
  const { told, release, keepAlive } = start();
  keepAlive.hold(1000, release);
  for (let call = 0; call < 5; call++) {
    vi.advanceTimersByTime(999);
    keepAlive.touch();
  }
  expect(told).toEqual([true]);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([true, false]);
});

it("is told once however often it is asked, and the latest asker counts", () => {
  const { told, release, keepAlive } = start();
  const later = vi.fn();
  keepAlive.hold(1000, release);
  keepAlive.hold(50, later);
  vi.advanceTimersByTime(50);
  expect(told).toEqual([true, false]);
  expect(later).toHaveBeenCalledOnce();
  expect(release).not.toHaveBeenCalled();
});

it("keeps nothing alive for 0, and lets go at once of what was held [keep-alive-zero]", () => {
  const { told, release, keepAlive } = start();
  keepAlive.hold(0, release);
  expect(release).toHaveBeenCalledOnce();
  expect(told).toEqual([]);
  keepAlive.hold(1000, () => {});
  keepAlive.hold(0, release);
  expect(told).toEqual([true, false]);
  expect(release).toHaveBeenCalledTimes(2);
  expect(vi.getTimerCount()).toBe(0);
});

it("holds for longer than Node's timers reach [keep-alive-long]", () => {
  const { told, release, keepAlive } = start();
  const month = 30 * 24 * 3_600_000;
  keepAlive.hold(month, release);
  vi.advanceTimersByTime(24 * 24 * 3_600_000);
  expect(told).toEqual([true]);
});

it("holds again after it let go", () => {
  const { told, release, keepAlive } = start();
  keepAlive.hold(10, release);
  vi.advanceTimersByTime(10);
  keepAlive.hold(10, release);
  expect(told).toEqual([true, false, true]);
});

it("lets go without a word when the plugin ends, and leaves no timer", () => {
  const { told, release, keepAlive } = start();
  keepAlive.hold(1000, release);
  keepAlive.close();
  expect(told).toEqual([true]);
  expect(release).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
  start().keepAlive.close();
});
