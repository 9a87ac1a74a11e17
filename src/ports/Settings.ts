import type { ProjectSettings } from '../core/settings.ts';

/** Which project this browser is connected to. */
export interface Connection {
  url: string;
  publishableKey: string;
  /** The project's name as people know it. */
  platform: string;
}

/** What an admin chose, kept in this browser per project. */
export interface Settings {
  /** Stored settings merged over the defaults. @throws HoldfastError `bad-settings` when what is stored cannot be read. */
  load(projectId: string): Promise<ProjectSettings>;
  /** @throws HoldfastError `bad-settings` for values out of range, `storage-full`, `storage-failed`. */
  save(projectId: string, settings: ProjectSettings): Promise<void>;
  /** The connection that the person entered; null when none. */
  loadConnection(): Promise<Connection | null>;
  saveConnection(connection: Connection | null): Promise<void>;
  /** Calls back after any change, made here or in another tab. */
  subscribe(listener: () => void): () => void;
}
