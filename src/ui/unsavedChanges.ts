import { createContext, useContext, useEffect } from 'react';
import { createObservable, type Observable } from '../core/observable.ts';
import { useObservable } from './useObservable.ts';

/** Whether anything on screen would be lost by leaving the page. */
export interface UnsavedChanges extends Observable<boolean> {
  /** Says so of one form, until the returned function is called. */
  mark(): () => void;
}

export function createUnsavedChanges(): UnsavedChanges {
  const state = createObservable(false);
  const forms = new Set<symbol>();
  return {
    get: state.get,
    subscribe: state.subscribe,
    mark() {
      const form = Symbol('form');
      forms.add(form);
      state.set(true);
      return () => {
        forms.delete(form);
        state.set(forms.size > 0);
      };
    },
  };
}

const UnsavedContext = createContext<UnsavedChanges>(createUnsavedChanges());

/** Sets who is told of unsaved changes: the app, which asks before it leaves a page. */
export const UnsavedChangesProvider = UnsavedContext;

/** While `unsaved` is true, the app and the browser ask before the page is left. */
export function useUnsavedChanges(unsaved: boolean): void {
  const changes = useContext(UnsavedContext);
  useEffect(() => {
    if (!unsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    const unmark = changes.mark();
    return () => {
      window.removeEventListener('beforeunload', warn);
      unmark();
    };
  }, [changes, unsaved]);
}

/** Whether anything on screen would be lost by leaving the page. */
export function useUnsaved(): boolean {
  return useObservable(useContext(UnsavedContext));
}
