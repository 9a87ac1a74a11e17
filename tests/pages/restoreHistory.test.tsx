import { act, screen, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { listed, restoreRecord, showRestore } from './restoreParts.tsx';

describe('the report of a restore in the history', () => {
  test('never says that no row was written where rows had been', () => {
    const records = [restoreRecord('rolled-back', 'apply', { way: 'rest' }), restoreRecord('nothing-written')];
    showRestore({ page: 'history', restores: records.map(listed) });
    const [back, none] = within(screen.getByRole('list', { name: 'Restores' })).getAllByRole('listitem');
    expect(back?.textContent).toContain('Rows had been written; all of them were taken back');
    expect(none?.textContent).toContain('No row was written');
  });

  test('of one that is in between, what happened is shown where it is told of', async () => {
    const message = '3 rows of public.events are still changed.';
    const torn = restoreRecord('in-between', 'apply', { way: 'rest', error: { code: null, message, hint: null } });
    const { user, show } = showRestore({
      page: 'history',
      restores: [listed(restoreRecord('restored')), listed(torn)],
    });
    const [before, line] = within(screen.getByRole('list', { name: 'Restores' })).getAllByRole('button', {
      name: 'Restore of 26 Mar, 14:30',
    });
    const open = () => [before, line].map((each) => each?.getAttribute('aria-expanded'));
    expect(screen.getByRole('link', { name: 'See what happened' }).getAttribute('href')).toContain(`?show=${torn.id}`);
    expect(open()).toEqual(['false', 'false']);
    act(() => show(torn.id));
    expect(open()).toEqual(['false', 'true']);
    expect(document.activeElement).toBe(line);
    await user.click(line as HTMLElement);
    expect(open()).toEqual(['false', 'false']);
    act(() => show(torn.id)); // the link once more
    expect(open()).toEqual(['false', 'true']);
  });
});
