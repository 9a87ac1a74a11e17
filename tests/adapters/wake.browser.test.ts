import { afterEach, expect, test } from 'vitest';
import { createHost } from '../../src/adapters/browser/host.ts';

afterEach(() => {
  Reflect.deleteProperty(document, 'visibilityState');
});

function show(visibilityState: DocumentVisibilityState): void {
  Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}

/** How often a host wakes during the act. */
function wakesDuring(act: () => void): number {
  let wakes = 0;
  const end = createHost().onWake(() => {
    wakes += 1;
  });
  act();
  end();
  return wakes;
}

test('a page wakes when it becomes visible, not when it is hidden', () => {
  expect(wakesDuring(() => show('hidden'))).toBe(0);
  expect(wakesDuring(() => show('visible'))).toBe(1);
});

test.each(['online', 'pageshow', 'focus'])('a page wakes by %s, hidden or not', (type) => {
  expect(wakesDuring(() => window.dispatchEvent(new Event(type)))).toBe(1);
  show('hidden');
  expect(wakesDuring(() => window.dispatchEvent(new Event(type)))).toBe(1);
});

test('a page that was frozen wakes when it is resumed', () => {
  expect(wakesDuring(() => document.dispatchEvent(new Event('resume')))).toBe(1);
});

test('a listener that was ended is not called again', () => {
  let wakes = 0;
  const count = () => {
    wakes += 1;
  };
  const host = createHost();
  const end = host.onWake(count);
  const stay = host.onWake(count);
  end();
  window.dispatchEvent(new Event('online'));
  expect(wakes).toBe(1);
  stay();
});
