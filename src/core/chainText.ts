import { createSHA256 } from 'hash-wasm';
import { z } from 'zod';
import type { AuditAction, AuditEntry, ChainLink } from './auditEntry.ts';

/** SHA-256 of a text in UTF-8; lower-case hex. */
export type TextHash = (text: string) => string;

/** Loads what digests texts at once from then on: a transaction of IndexedDB ends while one waits for anything else. */
export async function loadTextHash(): Promise<TextHash> {
  const hasher = await createSHA256();
  return (text) => hasher.init().update(text).digest('hex');
}

/** What stands in place of the digest before the first entry. */
export const noDigest = '0'.repeat(64);

/** The digest that a link must have. */
export function linkDigest({ previous, text }: Pick<ChainLink, 'previous' | 'text'>, hash: TextHash): string {
  return hash(`${previous}\n${text}`);
}

/** Longest text of an entry that is kept, in characters: a project takes entries of up to 1 MB. */
const longestText = 4_000;

/** Half of a surrogate pair, and U+0000: Postgres has neither. */
const foreignCharacters = /\p{Surrogate}|\0/gu;

/** A text as every database and language can hold it. */
function wellFormed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.length > longestText ? `${value.slice(0, longestText)}…` : value;
  return text.replaceAll(foreignCharacters, '\ufffd');
}

/**
 * The text of an entry that is digested and kept: JSON without white space, always with the same names in the same order. Later versions may
 * add names: readers pass over those they do not know, and a digest is checked over the text as it is.
 */
export function entryText(place: Pick<ChainLink, 'chain' | 'seq'>, entry: AuditEntry): string {
  const { who } = entry;
  const ordered = {
    chain: place.chain,
    seq: place.seq,
    projectId: entry.projectId,
    at: entry.at,
    who: who === null ? null : { id: who.id, email: who.email },
    by: entry.by ?? 'person',
    action: entry.action,
    backupId: entry.backupId,
    result: entry.result,
    details: entry.details,
    facts: (entry.facts ?? []).map(({ label, value }) => ({ label, value })),
  };
  return JSON.stringify(ordered, (_name, value: unknown) => wellFormed(value));
}

const textSchema = z.object({
  chain: z.string(),
  seq: z.int().positive(),
  projectId: z.string(),
  // Instants are compared as texts.
  at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  who: z.object({ id: z.string(), email: z.string() }).nullable(),
  by: z.enum(['person', 'schedule']),
  // A newer version may know more.
  action: z.string().transform((action) => action as AuditAction),
  backupId: z.string().nullable(),
  result: z.string(),
  details: z.string(),
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
});

/** What the text of an entry says; null when it is not one. */
export function readText(text: string): z.infer<typeof textSchema> | null {
  if (/\p{Surrogate}/u.test(text)) return null; // digested like another character
  try {
    return textSchema.parse(JSON.parse(text));
  } catch {
    return null; // said by whoever asks
  }
}
