import type { Access } from './Project.ts';

/**
 * What a project last said of an admin who was signed in here, kept so that the history can be read while the project cannot be asked.
 * It opens pages only: what may be done is decided by the project, whoever asks.
 */
export interface AccessMemory {
  /** Null when this person was no admin then, or was never asked about. */
  load(projectId: string, userId: string): Access | null;
  /** Replaces what is known of everybody in this project. */
  save(projectId: string, userId: string, access: Access): void;
}
