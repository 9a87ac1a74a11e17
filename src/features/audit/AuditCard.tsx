import { Button } from '@mantine/core';
import { IconHistory, IconSearchOff } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { TrailEntry } from '../../core/auditEntry.ts';
import type { ChainFault } from '../../core/checkChain.ts';
import { Card } from '../../ui/Card.tsx';
import { RowsSkeleton } from '../../ui/CardSkeleton.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { formatPlural } from '../../ui/formatNumber.ts';
import type { AuditContext } from './AuditCells.tsx';
import { AuditList } from './AuditList.tsx';
import { AuditTable } from './AuditTable.tsx';
import { AuditToolbar } from './AuditToolbar.tsx';
import { actorsOf, countFilters, usualFilter } from './auditFilter.ts';
import { auditLines } from './auditLines.ts';
import type { AuditStore } from './auditStore.ts';
import { endedBackups } from './auditWords.ts';

interface Props {
  store: AuditStore;
  /** Those that the filters let through. */
  matching: readonly TrailEntry[];
  backupHref(id: string): string;
  copy(text: string): Promise<void>;
  now: number;
  narrow: boolean;
}

const noEntries: readonly TrailEntry[] = [];
const noFaults: readonly ChainFault[] = [];
const positionOf = ({ position }: TrailEntry) => position;

/** Search, filters, and the entries by days. */
export function AuditCard({ store, matching, backupHref, copy, now, narrow }: Props) {
  const trail = useStore(store, (state) => state.trail);
  const loaded = useStore(store, (state) => state.loaded);
  const readError = useStore(store, (state) => state.readError);
  const filter = useStore(store, (state) => state.filter);
  const check = useStore(store, (state) => state.check);
  const { setFilter, refresh } = store.getState(); // acts never change
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const entries = trail?.entries ?? noEntries;
  const faults = check?.result.faults ?? noFaults;
  const actors = useMemo(() => actorsOf(entries), [entries]);
  const ended = useMemo(() => endedBackups(entries), [entries]);
  const today = new Date(now).toDateString();
  // Once a day, not every minute: of the time only today's name matters here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const lines = useMemo(() => auditLines(matching, positionOf, open, now), [matching, open, today]);

  const toggle = useCallback((key: string) => {
    setOpen((shown) => {
      const next = new Set(shown);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);
  const context = useMemo<AuditContext>(
    () => ({
      backupHref,
      copy,
      toggle,
      ended,
      faultOf: ({ chain, seq }) =>
        faults.find((fault) => fault.chain === chain && fault.from <= seq && seq <= fault.to)?.message ?? null,
    }),
    [backupHref, copy, toggle, ended, faults],
  );

  const filters = countFilters(filter);
  const some = (trail?.total ?? 0) > 0;
  const Lines = narrow ? AuditList : AuditTable;
  return (
    <Card label="Entries" flush>
      {(some || filters > 0) && <AuditToolbar filter={filter} onChange={setFilter} actors={actors} narrow={narrow} />}
      {readError !== null && (
        <ErrorNotice
          title="The trail could not be read"
          message="The browser's storage did not answer. Backups are not affected."
          details={[readError.message, readError.hint].filter(Boolean).join('\n')}
          onRetry={() => void refresh()}
        />
      )}
      {lines.length > 0 && <Lines lines={lines} context={context} />}
      {!loaded && readError === null && <RowsSkeleton rows={lines.length > 0 ? 2 : 8} />}
      {loaded && !some && (
        <EmptyState icon={<IconHistory size={20} />} title="Nothing is recorded yet">
          Every sign-in, backup, download, verification, deletion and change of settings leaves an entry here.
        </EmptyState>
      )}
      {loaded && some && matching.length === 0 && (
        <EmptyState
          icon={<IconSearchOff size={20} />}
          title="No entry matches"
          action={
            filters > 0 ? (
              <Button size="xs" onClick={() => setFilter({ ...usualFilter, days: filter.days })}>
                Clear filters
              </Button>
            ) : (
              <Button size="xs" onClick={() => setFilter({ days: null })}>
                Show all time
              </Button>
            )
          }
        >
          {filters > 0
            ? `${formatPlural(filters, 'filter is', 'filters are')} on${filter.days === null ? '' : `, for the last ${filter.days} days`}.`
            : `Nothing was done in the last ${filter.days ?? 0} days.`}
        </EmptyState>
      )}
    </Card>
  );
}
