import { VisuallyHidden } from '@mantine/core';
import { memo, type RefCallback, useCallback } from 'react';
import type { TrailEntry } from '../../core/auditEntry.ts';
import { type AuditContext, ResultCell, SubjectCell, ToggleButton, WhenCell, WhoCell } from './AuditCells.tsx';
import { AuditFacts } from './AuditFacts.tsx';
import classes from './AuditTable.module.css';
import type { AuditLine } from './auditLines.ts';
import { describeAct } from './auditWords.ts';
import { sayBriefly } from './sayBriefly.ts';
import { useAuditWindow } from './useAuditWindow.ts';

const heads = ['When', 'Who', 'What', 'Subject', 'Result', 'Details'] as const;
/** Heights of lines in px, border included; those of facts are a guess until they are measured. */
const heights = { day: 29, entry: 36, facts: 150 };

/** Whether the line says all that the details do. So few letters are not cut off, even on a small screen and in a wide font. */
const isTold = (entry: TrailEntry) =>
  entry.details.length < 12 && sayBriefly(entry) === entry.details.replace(/\.$/, '');

interface LineProps {
  line: AuditLine<TrailEntry>;
  index: number;
  measure: RefCallback<Element>;
  context: AuditContext;
}

const Line = memo(function Line({ line, index, measure, context }: LineProps) {
  const place = { 'aria-rowindex': index + 2 };
  switch (line.kind) {
    case 'day':
      return (
        <tr {...place} className={classes.day} style={{ height: heights.day }}>
          <th scope="rowgroup" colSpan={heads.length + 1}>
            {line.label}
          </th>
        </tr>
      );
    case 'facts':
      return (
        <tr {...place} ref={measure} data-index={index} className={classes.factsRow}>
          <td />
          <td colSpan={heads.length}>
            <AuditFacts entry={line.entry} told={isTold(line.entry)} {...context} />
          </td>
        </tr>
      );
    case 'entry': {
      const { entry, open } = line;
      return (
        <tr {...place} className={classes.entry} data-open={open || undefined} style={{ height: heights.entry }}>
          <td>
            <ToggleButton entry={entry} open={open} toggle={context.toggle} />
          </td>
          <td>
            <WhenCell entry={entry} faultOf={context.faultOf} />
          </td>
          <td>
            <WhoCell entry={entry} />
          </td>
          <td className={classes.what}>{describeAct(entry)}</td>
          <td>
            <SubjectCell entry={entry} backupHref={context.backupHref} />
          </td>
          <td>
            <ResultCell entry={entry} ended={context.ended} />
          </td>
          <td className={classes.details} title={entry.details}>
            {sayBriefly(entry)}
          </td>
        </tr>
      );
    }
  }
});

interface Props {
  lines: readonly AuditLine<TrailEntry>[];
  context: AuditContext;
}

/** The trail as a table, by days. Of a long one only what is near the window is on the page; it stays a real table. */
export function AuditTable({ lines, context }: Props) {
  const heightOf = useCallback((index: number) => heights[lines[index]?.kind ?? 'entry'], [lines]);
  const keyOf = useCallback((index: number) => lines[index]?.key ?? String(index), [lines]);
  const { bodyRef, visible, before, after, measure } = useAuditWindow(lines.length, heightOf, keyOf);
  const spacer = (height: number) =>
    height > 0 && (
      // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row takes no focus
      <tr aria-hidden="true">
        <td className={classes.spacer} colSpan={heads.length + 1} style={{ height }} />
      </tr>
    );
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label="Audit trail" aria-rowcount={lines.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">
              <VisuallyHidden>Facts</VisuallyHidden>
            </th>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={bodyRef}>
          {spacer(before)}
          {visible.map((index) => {
            const line = lines[index];
            return line === undefined ? null : (
              <Line key={line.key} line={line} index={index} measure={measure} context={context} />
            );
          })}
          {spacer(after)}
        </tbody>
      </table>
    </div>
  );
}
