import { z } from 'zod';
import { catalogSchema } from './catalog.ts';

const table = z.object({
  /** As `quoteTable` writes it. */
  table: z.string(),
  rows: z.int(),
  chunks: z.int(),
  /** Rows that the caller sees and rows that there are, counted at the same moment; null where unknown. */
  visible: z.int().nullable(),
  total: z.int().nullable(),
  /** Why it could not be read; null where it was. */
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});

export const snapshotSchema = z.object({
  id: z.string(),
  /** ISO instant, by the project's clock, whose state it holds. */
  taken_at: z.iso.datetime(),
  tables: z.array(table),
  /** Of the same moment; the sequences as they were after the last row was read. */
  catalog: catalogSchema,
});

/** Tables that the project copied for a backup, all of them as they were at one moment, until the backup has fetched them. */
export type Snapshot = z.infer<typeof snapshotSchema>;

/** One table of a snapshot. */
export type SnapshotTable = Snapshot['tables'][number];

/** Most that the tables of a snapshot may take up, bytes: the copy shares the project's disk, and is gone after the backup. */
export const mostSnapshotBytes = 1_000_000_000;
