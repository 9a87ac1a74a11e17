import { clauseOf } from '../core/archiveDamage.ts';
import { HoldfastError } from '../core/HoldfastError.ts';

/**
 * What work on an archive comes to; null when it found damage, which `tell` gets as a clause.
 * @throws whatever else it throws, and what `tell` throws.
 */
export async function unlessDamaged<T>(work: Promise<T>, tell: (what: string) => void): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof HoldfastError) || (error.code !== 'archive-damaged' && error.code !== 'not-an-archive'))
      throw error;
    tell(clauseOf(error));
    return null;
  }
}
