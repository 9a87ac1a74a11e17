import type { Catalog } from '../../core/catalog.ts';
import type { Access } from '../../ports/Project.ts';
import { Card } from '../../ui/Card.tsx';
import { exactBytes, formatBytes } from '../../ui/formatBytes.ts';
import { formatCount, unknownValue } from '../../ui/formatNumber.ts';
import classes from './DatabaseCard.module.css';

/** The project's side: size of its database, tables in reach, and the helper that tells of them. */
export function DatabaseCard({ access, catalog }: { access: Access | null; catalog: Catalog | null }) {
  const hidden = catalog?.tables.filter((table) => !table.readable).length ?? 0;
  const rows = [
    {
      name: 'Size',
      value: formatBytes(catalog?.database_bytes ?? null),
      title: exactBytes(catalog?.database_bytes ?? null),
    },
    {
      name: 'Tables',
      value: `${formatCount(catalog?.tables.length ?? null)}${hidden > 0 ? `, ${formatCount(hidden)} not readable by you` : ''}`,
    },
    { name: 'Postgres', value: catalog?.server_version.split(' ')[0] ?? unknownValue },
    {
      name: 'Helper',
      value:
        access === null
          ? unknownValue
          : access.helperVersion === null
            ? 'Not installed'
            : `Version ${access.helperVersion}`,
    },
  ];
  return (
    <Card title="Database">
      <dl className={classes.rows}>
        {rows.map((row) => (
          <div key={row.name} title={row.title}>
            <dt>{row.name}</dt>
            <dd>{row.value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
