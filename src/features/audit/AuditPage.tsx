import { Button, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useDeferredValue, useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { TrailEntry } from '../../core/auditEntry.ts';
import type { Clock } from '../../ports/Clock.ts';
import type { TrailSync } from '../../tasks/trailSync.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useNow } from '../../ui/useNow.ts';
import { AuditCard } from './AuditCard.tsx';
import { filterTrail } from './auditFilter.ts';
import type { AuditStore } from './auditStore.ts';
import { BrokenNotice } from './BrokenNotice.tsx';
import { ChainLine } from './ChainLine.tsx';
import { ExportMenu } from './ExportMenu.tsx';

export interface AuditPageProps {
  store: AuditStore;
  sync: TrailSync;
  clock: Clock;
  /** What the address asks to look for; null when it asks for nothing. */
  search: string | null;
  /** Address of a backup's own page. */
  backupHref(id: string): string;
  /** Address of the page on which the helper is installed and updated. */
  helperHref: string;
  /** Puts a text on the clipboard. */
  onCopy(text: string): Promise<void>;
}

const noEntries: readonly TrailEntry[] = [];

/** `/admin/audit`: who did what, and whether the record of it is still as it was written. */
export function AuditPage({ store, sync, clock, search, backupHref, helperHref, onCopy }: AuditPageProps) {
  // Field by field: a check reports often, and only the header tells how far it is.
  const trail = useStore(store, (state) => state.trail);
  const filter = useStore(store, (state) => state.filter);
  const check = useStore(store, (state) => state.check);
  const checking = useStore(store, (state) => state.checking !== null);
  const { watch, lookFor, checkAgain, exportFile } = store.getState(); // acts never change
  const now = useNow(clock);
  const narrow = useMediaQuery('(max-width: 49.99em)', false, { getInitialValueInEffect: false });
  const slowFilter = useDeferredValue(filter);
  const entries = trail?.entries ?? noEntries;
  // Not at every minute: the period begins with a day.
  const matching = useMemo(() => filterTrail(entries, slowFilter, clock.now()), [entries, slowFilter, clock]);

  useEffect(() => lookFor(search), [lookFor, search]);
  useEffect(() => watch(), [watch]);
  // What others did meanwhile.
  useEffect(() => {
    void sync.refresh(); // never rejects
  }, [sync]);

  return (
    <>
      <PageHeader
        title="Audit trail"
        state={<ChainLine store={store} sync={sync} helperHref={helperHref} now={now} />}
        actions={
          <>
            <Button loading={checking} onClick={() => void checkAgain()}>
              Check again
            </Button>
            <ExportMenu
              shown={matching}
              total={trail?.total ?? 0}
              onExport={(format, chosen) => void exportFile(format, chosen)}
            />
          </>
        }
      />
      <Stack gap={16}>
        {check !== null && <BrokenNotice check={check.result} />}
        <AuditCard store={store} matching={matching} backupHref={backupHref} copy={onCopy} now={now} narrow={narrow} />
      </Stack>
    </>
  );
}
