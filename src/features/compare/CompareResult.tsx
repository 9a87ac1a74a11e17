import { useEffect, useMemo } from 'react';
import type { ComparedSide } from '../../core/comparison.ts';
import type { Comparison } from '../../tasks/compareBackups.ts';
import { formatNearMoment } from '../../ui/formatTime.ts';
import { announce } from '../../ui/LiveRegion.tsx';
import type { ComparePageProps } from './ComparePage.tsx';
import type { ComparePair } from './comparePair.ts';
import { summarizeComparison } from './compareWords.ts';
import type { DetailSide } from './DifferenceDetail.tsx';
import { DifferencesDrawer } from './DifferencesDrawer.tsx';
import { ResultCard } from './ResultCard.tsx';
import { SchemaCard } from './SchemaCard.tsx';

interface Props extends ComparePageProps {
  pair: ComparePair;
  comparison: Comparison;
  /** ms since the epoch. */
  comparedAt: number;
  now: number;
  narrow: boolean;
  mayExport: boolean;
}

/** What a comparison found, and the rows of the table that the address names. */
export function CompareResult({ pair, comparison, comparedAt, now, narrow, mayExport, ...page }: Props) {
  const { store, address, onAddress, backupHref } = page;
  useEffect(() => {
    const { main, more } = summarizeComparison(comparison.tables);
    announce([main, ...more].join('. '));
  }, [comparison]);

  const name = address.table;
  const shown = useMemo(() => {
    const table = comparison.tables.find((each) => each.table === name);
    const rows = table === undefined ? null : comparison.rows(table.table);
    if (table === undefined || rows === null) return null;
    const sideOf = (side: ComparedSide): DetailSide => ({
      name: `the backup of ${formatNearMoment(side.at, now)}`,
      hrefOfRow: side.kind === 'live' ? null : (row) => backupHref(side.id, { table: table.table, row }),
    });
    return { table, rows, before: sideOf(comparison.before), after: sideOf(comparison.after) };
  }, [comparison, name, now, backupHref]);

  const show = (table?: string) => onAddress({ ...pair, table }, table === undefined ? 'replace' : 'push');

  return (
    <>
      <ResultCard
        store={store}
        comparison={comparison}
        comparedAt={comparedAt}
        now={now}
        narrow={narrow}
        mayExport={mayExport}
        onOpen={show}
      />
      <SchemaCard tables={comparison.tables} />
      <DifferencesDrawer store={store} shown={shown} narrow={narrow} mayExport={mayExport} onClose={() => show()} />
    </>
  );
}
