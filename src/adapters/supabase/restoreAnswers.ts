import { z } from 'zod';

// Shapes of what the restore functions of public/holdfast.sql answer, in the words of the port.

const texts = z.array(z.string());
/** Counts may come as text, so that none is too large for JSON. */
const count = z.union([z.number(), z.string()]).transform(Number).pipe(z.int().nonnegative());

/** An instant as Postgres writes it. */
const instant = z.string().transform((text) => new Date(text).toISOString());

/** `holdfast_restore_facts` */
export const facts = z.array(
  z
    .object({
      table: z.string(),
      exists: z.boolean(),
      owned: z.boolean(),
      owner: z.string().nullable(),
      triggers: z.array(
        z.object({
          name: z.string(),
          enabled: z.enum(['origin', 'disabled', 'replica', 'always']),
          timing: z.string(),
          level: z.enum(['row', 'statement']).nullable().default(null),
          events: texts,
          function: z.string(),
        }),
      ),
      unique: z.array(z.object({ name: z.string(), columns: texts, primary: z.boolean() })),
      foreign_keys: z.array(
        z.object({
          name: z.string(),
          columns: texts,
          references: z.string(),
          referenced_columns: texts,
          on_delete: z.string(),
          on_update: z.string(),
          deferrable: z.boolean(),
        }),
      ),
      referenced_by: z.array(
        z.object({
          table: z.string(),
          name: z.string(),
          columns: texts,
          referenced_columns: texts,
          on_delete: z.string(),
          on_update: z.string(),
        }),
      ),
      checks: z.array(z.object({ name: z.string(), definition: z.string() })),
    })
    .transform(({ foreign_keys, referenced_by, ...rest }) => ({
      ...rest,
      foreignKeys: foreign_keys.map(asKey),
      referencedBy: referenced_by.map(asKey),
    })),
);

function asKey<T extends { referenced_columns: string[]; on_delete: string; on_update: string }>(key: T) {
  const { referenced_columns: referencedColumns, on_delete: onDelete, on_update: onUpdate, ...rest } = key;
  return { ...rest, referencedColumns, onDelete, onUpdate };
}

/** `holdfast_digests` */
export const digests = z.array(z.object({ table: z.string(), rows: z.string(), hash: z.string() }));

const position = z
  .object({ last_value: z.string().nullable(), is_called: z.boolean() })
  .nullable()
  .transform((value) => value?.last_value ?? null);

/** `holdfast_restore_rehearse` */
export const rehearsal = z.object({
  tables: z.array(
    z
      .object({ table_no: z.int(), insert: count, update: count, delete: count, conflict: count, rows_now: count })
      .transform(({ table_no: tableNo, rows_now: rowsNow, ...counts }) => ({ tableNo, rowsNow, ...counts })),
  ),
  conflicts: z.array(
    z
      .object({
        table_no: z.int(),
        kind: z.enum(['insert', 'update']),
        chunk_no: z.int(),
        row: z.int(),
        reason: z.enum(['parent missing', 'value taken', 'does not fit']),
        constraint: z.string().nullable(),
        columns: texts,
        values: z.array(
          z
            .string()
            .nullable()
            .transform((value) => value ?? ''),
        ),
        references: z.string().nullable(),
        message: z.string(),
      })
      .transform(({ table_no: tableNo, chunk_no: chunkNo, ...rest }) => ({ tableNo, chunkNo, ...rest })),
  ),
  outside: z.array(
    z.object({
      table: z.string(),
      constraint: z.string(),
      references: z.string(),
      action: z.enum(['cascade', 'set null', 'set default', 'restrict', 'no action']),
      on: z.enum(['delete', 'update']),
      rows: count,
    }),
  ),
  problems: z.array(
    z
      .object({ table_no: z.int().nullable(), code: z.string(), message: z.string(), column: z.string().nullable() })
      .transform(({ table_no: tableNo, ...rest }) => ({ tableNo, ...rest })),
  ),
  sequences: z.array(z.object({ name: z.string(), from: position, to: position })),
});

/** `holdfast_restore_apply` and `holdfast_restore_undo` */
export const report = z
  .object({
    id: z.string(),
    tables: z.array(
      z
        .object({
          table: z.string(),
          inserted: count,
          updated: count,
          deleted: count,
          left_out: count,
          rows_after: count,
          differing: count.default(0),
        })
        .transform(({ left_out: leftOut, rows_after: rowsAfter, differing, ...rest }) => ({
          ...{ ...rest, leftOut, rowsAfter },
          ...(differing === 0 ? {} : { differing }),
        })),
    ),
    applied_at: instant,
    took_ms: z.number(),
    undo_until: instant.nullable(),
  })
  .transform(({ applied_at: appliedAt, took_ms: tookMs, undo_until: undoUntil, ...rest }) => {
    return { ...rest, appliedAt, tookMs, undoUntil };
  });

/** `holdfast_restore_status` */
export const status = z
  .object({
    state: z.enum(['unknown', 'begun', 'applied', 'undone']),
    running: z.boolean(),
    report: report.nullable(),
    undo_until: instant.nullable(),
  })
  .transform(({ undo_until: undoUntil, ...rest }) => ({ ...rest, undoUntil }));

/** `holdfast_restores` */
export const restores = z.array(
  z
    .object({
      id: z.string(),
      state: z.enum(['applied', 'undone']),
      by: z.string(),
      backup: z.string(),
      applied_at: instant,
      undo_until: instant.nullable(),
      undone_at: instant.nullable(),
      report,
    })
    .transform(({ applied_at: appliedAt, undo_until: undoUntil, undone_at: undoneAt, ...rest }) => {
      return { ...rest, appliedAt, undoUntil, undoneAt };
    }),
);

/** `holdfast_set_maintenance` and `holdfast_maintenance_status` */
export const maintenance = z.object({ on: z.boolean(), message: z.string().nullable(), until: instant.nullable() });
