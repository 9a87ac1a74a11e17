import type { KeyboardEvent } from 'react';

/**
 * For `onKeyDownCapture` of a searchable select that stands in a form: Enter in its open list takes the option that is marked there, and
 * never sends the form. By itself Mantine sends it, with the choice as it was, when nothing is marked, and for a moment after the list
 * opened (its own count of the options is set by a timer, after what was typed).
 */
export function takeOnEnter(event: KeyboardEvent<HTMLInputElement>): void {
  const listId = event.currentTarget.getAttribute('aria-controls'); // only while the list is open
  if (event.key !== 'Enter' || event.nativeEvent.isComposing || listId === null) return;
  event.preventDefault();
  const marked = document.getElementById(listId)?.querySelector<HTMLElement>('[data-combobox-selected]');
  if (marked == null) return;
  event.stopPropagation(); // or Mantine would take it a second time
  marked.click();
}
