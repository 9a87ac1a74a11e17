import { sqlLiteral } from './sqlText.ts';

/**
 * The end of a file that restores by psql alone: what was done for each table, the commit, and whether anything is left to do. Where only
 * missing rows are added, rows that are there with other values stay so; it says how many, and never that nothing is left.
 * @param toWriteThem what to do so that they are written too: a line.
 */
export function restoreSqlReport(toWriteThem: string): string {
  const count = `to_char(sum(differing), 'FM999,999,999,999,999')`;
  return `select (select mode from pg_temp.holdfast_job) = 'add' as holdfast_adds,
  case sum(differing) when 0 then 'Restored. Nothing is left to do.'
    else 'Restored only what was missing. ' || ${count} || case sum(differing)
      when 1 then ' row is there with other values than in the backup, and stays as it is.'
      else ' rows are there with other values than in the backup, and stay as they are.' end || chr(10) || ${sqlLiteral(toWriteThem)} end as holdfast_end
from pg_temp.holdfast_tables \\gset
\\if :holdfast_adds
select name as "table", inserted, differing as "differ, left as they are", rows_after as "rows now" from pg_temp.holdfast_tables order by place;
\\else
select name as "table", inserted, updated, deleted, rows_after as "rows now" from pg_temp.holdfast_tables order by place;
\\endif
commit;
\\echo :holdfast_end
`;
}
