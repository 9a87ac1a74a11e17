/** Acts that leave an entry. What another browser with a newer version uploads may name others: show them as they are. */
export type AuditAction =
  | 'sign-in'
  | 'sign-out'
  | 'backup-started'
  | 'backup-ended'
  | 'download'
  | 'verification'
  | 'import'
  | 'export'
  | 'deletion'
  | 'cleanup'
  | 'pin'
  | 'unpin'
  | 'accepted'
  | 'settings-changed'
  | 'leftovers-cleared'
  | 'restore'
  | 'trail-restarted'
  /** Only ever read: its text was changed by something else. */
  | 'unreadable';

/** A labelled fact of an act, both in plain words: "Tables", "public.events, public.users". No secrets. */
export interface AuditFact {
  label: string;
  value: string;
}

/** What somebody did. */
export interface AuditEntry {
  projectId: string;
  /** ISO instant in UTC. */
  at: string;
  /** Who was signed in. */
  who: { id: string; email: string } | null;
  /** `schedule`: started by a schedule, in the name of who was signed in. Left out: by a person. */
  by?: 'person' | 'schedule';
  action: AuditAction;
  backupId: string | null;
  /** In a word: done, refused, or the status that a run ended with. */
  result: string;
  /** Plain sentence for people. No secrets. */
  details: string;
  /** More about it, for those who open the entry, in this order. */
  facts?: readonly AuditFact[];
}

/**
 * An entry as a link of its chain. `digest` is the SHA-256 of `previous`, a line feed and `text`, in UTF-8; so whoever has these three can
 * check it. Digests are lower-case hex.
 */
export interface ChainLink {
  /** UUID of the chain: one for each browser and project. */
  chain: string;
  /** Place in its chain, from 1. */
  seq: number;
  /** Digest of the entry before; 64 zeros for the first. */
  previous: string;
  digest: string;
  /** The entry as JSON, exactly as it was digested; it names its chain and place too. */
  text: string;
}

/** An entry of the trail, as it is kept. */
export interface TrailEntry extends Required<AuditEntry>, ChainLink {
  /** Names the entry, and sorts: of two entries of a project, the one with the greater position is shown as the newer. */
  position: string;
  /** Whether this browser wrote it. */
  own: boolean;
  /** Whether the project has it too, in holdfast.audit_log. */
  shared: boolean;
}
