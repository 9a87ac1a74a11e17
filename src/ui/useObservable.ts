import { useSyncExternalStore } from 'react';
import type { Observable } from '../core/observable.ts';

/** The current value of an observable; the component renders again after every change. */
export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.get);
}
