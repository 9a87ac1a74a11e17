import { VisuallyHidden } from '@mantine/core';
import { createObservable } from '../core/observable.ts';
import { useObservable } from './useObservable.ts';

export type Urgency = 'polite' | 'assertive';

/** `turn` makes the same sentence new, so that it is read out twice when it was said twice. */
interface Said {
  text: string;
  turn: number;
}

const said = {
  polite: createObservable<Said>({ text: '', turn: 0 }),
  assertive: createObservable<Said>({ text: '', turn: 0 }),
};

/** Has a screen reader say a sentence: politely after what it is saying, or at once for failures. */
export function announce(text: string, urgency: Urgency = 'polite'): void {
  const region = said[urgency];
  region.set({ text, turn: region.get().turn + 1 });
}

/** The only live regions of the app; `announce` fills them. Rendered once, by UiProvider. */
export function LiveRegion() {
  const polite = useObservable(said.polite);
  const assertive = useObservable(said.assertive);
  return (
    <VisuallyHidden>
      <div role="status" aria-live="polite">
        <span key={polite.turn}>{polite.text}</span>
      </div>
      <div aria-live="assertive">
        <span key={assertive.turn}>{assertive.text}</span>
      </div>
    </VisuallyHidden>
  );
}
