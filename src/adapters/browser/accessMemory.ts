import { z } from 'zod';
import type { AccessMemory } from '../../ports/AccessMemory.ts';

const permissions = ['create', 'download', 'delete', 'restore', 'settings'] as const;
const rememberedSchema = z.object({
  userId: z.string(),
  access: z.object({
    admin: z.literal(true),
    permissions: z.array(z.enum(permissions)),
    helperVersion: z.int().nullable(),
  }),
});

const keyOf = (projectId: string) => `holdfast-access:${projectId}`;

/** Remembers in the browser's local storage, beside the session of the same person. */
export function createAccessMemory(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): AccessMemory {
  return {
    load(projectId, userId) {
      try {
        const remembered = rememberedSchema.parse(JSON.parse(storage.getItem(keyOf(projectId)) ?? 'null'));
        return remembered.userId === userId ? remembered.access : null;
      } catch {
        return null; // nothing is remembered, or another version wrote it, or the browser keeps its storage shut
      }
    },
    save(projectId, userId, access) {
      try {
        if (access.admin) storage.setItem(keyOf(projectId), JSON.stringify({ userId, access }));
        else storage.removeItem(keyOf(projectId));
      } catch (error) {
        console.warn('What the project said of this account could not be remembered.', error);
      }
    },
  };
}
