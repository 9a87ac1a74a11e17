import type { Catalog } from '../../src/core/catalog.ts';
import { helperVersionShipped } from '../../src/core/helperSql.ts';
import type { Identity } from '../../src/core/identity.ts';
import type { Access, Project, SignInResult } from '../../src/ports/Project.ts';
import { createNoRestoreServer } from '../fakes/noRestoreServer.ts';
import { createNoRestWriter } from '../fakes/noRestWriter.ts';

/** A project for pages: it knows one password, and answers what a test tells it to. It cannot be read. */
export interface ScriptedProject extends Project {
  access: Project['access'];
  /** What `access` answers; an error is thrown. */
  answer: Access | Error;
  /** `never` keeps a run in its first phase until it is cancelled. */
  catalogAnswer: Catalog | null | 'never';
  /** Calls of `access` so far. */
  asked: number;
  setIdentity(identity: Identity | null): void;
}

export const admin: Identity = { userId: 'admin-id', email: 'admin@caraudio.example', role: 'authenticated' };
export const rightPassword = 'correct horse';

export const adminWithHelper: Access = {
  admin: true,
  permissions: ['create', 'download', 'delete', 'settings'],
  helperVersion: helperVersionShipped,
};
export const adminWithoutHelper: Access = { ...adminWithHelper, helperVersion: null };
export const nobody: Access = { admin: false, permissions: [], helperVersion: null };

export function createScriptedProject(url = 'https://qtzrkwvnbxjd.supabase.co'): ScriptedProject {
  let identity: Identity | null = null;
  const listeners = new Set<(identity: Identity | null) => void>();

  function setIdentity(next: Identity | null): void {
    identity = next;
    for (const listener of [...listeners]) listener(next);
  }

  const project: ScriptedProject = {
    id: url,
    url,
    answer: adminWithHelper,
    catalogAnswer: null,
    asked: 0,
    setIdentity,
    identity: () => identity,
    ready: async () => undefined,
    onIdentityChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async signIn(email, password): Promise<SignInResult> {
      if (password !== rightPassword)
        return { ok: false, reason: 'invalid-credentials', message: 'Invalid login credentials' };
      setIdentity({ ...admin, email });
      return { ok: true, identity: { ...admin, email } };
    },
    async signOut() {
      setIdentity(null);
    },
    async access() {
      project.asked += 1;
      if (project.answer instanceof Error) throw project.answer;
      return project.answer;
    },
    openSession() {
      if (identity === null) throw new Error('nobody is signed in');
      return {
        identity,
        catalog: (_schemas, signal) =>
          project.catalogAnswer === 'never'
            ? new Promise((_resolve, reject) =>
                signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
              )
            : Promise.resolve(project.catalogAnswer),
        describeDeclared: () => Promise.reject(new Error('this project cannot be read')),
        reader: () => {
          throw new Error('this project cannot be read');
        },
        snapshots: {
          begin: () => Promise.reject(new Error('this project cannot be read')),
          find: async () => null,
          end: async () => undefined,
        },
        appendTrail: () => Promise.reject(new Error('this project keeps no trail')),
        readTrail: () => Promise.reject(new Error('this project keeps no trail')),
        restore: createNoRestoreServer(),
        writer: createNoRestWriter(),
        waitForSignIn: async () => undefined,
      };
    },
  };
  return project;
}
