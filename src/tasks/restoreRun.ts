import { restoreFacts } from '../core/actFacts.ts';
import { describeError, isAbort } from '../core/HoldfastError.ts';
import { describeLeftRows } from '../core/leftRows.ts';
import type { RestorePhaseName, RestorePlan, RestoreRecord } from '../core/restore.ts';
import { isAsPlanned, phaseOf, withPhase, withPhasesEnded } from '../core/restoreRecord.ts';
import type { Services } from '../ports/Services.ts';
import type { RestoreMoment } from './executeRestore.ts';
import { recordAct } from './recordAct.ts';
import type { RetryContext } from './withRetries.ts';

/** How a restore ended. */
export type RestoreEnd = Partial<RestoreRecord> & Pick<RestoreRecord, 'state'>;

/** What a phase throws that has not ended: nobody knows yet what came of it. */
export class Undecided extends Error {}

/** A restore that is under way: its record, which is written before each step, and who is told. */
export class RestoreRun {
  readonly services: Services;
  readonly plan: RestorePlan;
  readonly context: RetryContext;
  private readonly onProgress: (record: RestoreRecord, moment: RestoreMoment) => void;
  private current: RestoreRecord;
  private moment: RestoreMoment = { share: null, signIn: false, cancellable: true };
  private said: string | null = null;
  private decided = false;

  constructor(
    services: Services,
    plan: RestorePlan,
    context: Omit<RetryContext, 'onSignInNeeded'>,
    record: RestoreRecord,
    onProgress: (record: RestoreRecord, moment: RestoreMoment) => void,
  ) {
    this.services = services;
    this.plan = plan;
    this.context = { ...context, onSignInNeeded: (signIn) => this.tell({ signIn }) };
    this.current = record;
    this.onProgress = onProgress;
  }

  get record(): RestoreRecord {
    return this.current;
  }

  /** Tells how the running phase goes. */
  tell(change: Partial<RestoreMoment>): void {
    this.moment = { ...this.moment, ...change };
    this.onProgress(structuredClone(this.current), this.moment);
  }

  /** What the running phase leaves in the record when it is done. */
  say(message: string): void {
    this.said = message;
  }

  /**
   * From now on rows may be written, so that a record or an audit entry that cannot be kept stops nothing. Called within the work of the phase
   * that writes: that it is under way must be on disk by then.
   */
  decide(change: Pick<RestoreMoment, 'cancellable'>): void {
    this.decided = true;
    this.tell(change);
  }

  /** Changes the record on disk. @throws HoldfastError `storage-full` or `storage-failed`, while nothing can have been written. */
  async note(change: Partial<RestoreRecord>): Promise<void> {
    this.current = { ...this.current, ...change };
    this.tell({});
    await this.keep(!this.decided);
  }

  /**
   * Does the work of a phase. That it began is on disk before the work is.
   * @throws what the work throws, after the record and the audit trail have it.
   */
  async phase<T>(name: RestorePhaseName, work: () => Promise<T>): Promise<T> {
    this.said = null;
    this.moment = { ...this.moment, share: null };
    const before = this.current;
    await this.note(withPhase(before, name, { state: 'running', startedAt: this.now() }));
    try {
      const result = await work();
      await this.endPhase(name, 'done', this.said);
      return result;
    } catch (error) {
      if (!(error instanceof Undecided)) await this.endPhase(name, 'failed', this.wordsFor(error));
      throw error;
    }
  }

  /** Writes how it ended, at last. Never rejects: a record that cannot be written is settled by the next start of the app. */
  async end(end: RestoreEnd): Promise<RestoreRecord> {
    this.decided = true;
    this.moment = { share: null, signIn: false, cancellable: false };
    const endedAt = this.now();
    const done = end.state === 'unknown' ? this.current : withPhasesEnded(this.current, endedAt);
    await this.note({ ...done, ...end, endedAt });
    await this.act(this.current.state, outcomeWords(this.current));
    return structuredClone(this.current);
  }

  private async endPhase(name: RestorePhaseName, state: 'done' | 'failed', message: string | null): Promise<void> {
    const before = phaseOf(this.current, name);
    // It has failed already where what it wrote was taken back since.
    const endedAt = before?.state === 'failed' ? before.endedAt : this.now();
    await this.note(withPhase(this.current, name, { state, endedAt, message }));
    const { filename } = this.current.backup;
    await this.act(state, `Restoring ${filename}, ${name}: ${message ?? state}`);
  }

  private wordsFor(error: unknown): string {
    return this.context.signal.aborted && isAbort(error) ? 'Cancelled.' : describeError(error).message;
  }

  /** An entry that cannot be written does not undo what was done. */
  private async act(result: string, details: string): Promise<void> {
    const { services, current } = this;
    try {
      const facts = result === current.state ? restoreFacts(current) : [];
      await recordAct(services, 'restore', current.backup.id, result, details, { facts });
    } catch (error) {
      if (!this.decided) throw error;
      console.warn('A step of the restore is missing in the audit trail.', error);
    }
  }

  private async keep(strictly: boolean): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.services.restores.put(this.current);
      } catch (error) {
        if (strictly) throw error;
        if (failures === recordTries) return console.warn('The record of the restore could not be kept.', error);
        await this.services.clock.sleep(200 * failures);
      }
    }
  }

  private now(): string {
    return new Date(this.services.clock.now()).toISOString();
  }
}

/** Tries that a record is worth once something was written. */
const recordTries = 3;

/** How a restore ended, in a sentence for the audit trail. */
export function outcomeWords(record: RestoreRecord): string {
  const { state, backup, error } = record;
  const why = error === null ? '' : ` ${error.message}`;
  const words: Record<RestoreRecord['state'], string> = {
    running: 'is under way',
    restored: `was restored${{ yes: '', no: ', but not as planned', unknown: ', but the tables were not checked' }[isAsPlanned(record)]}`,
    'nothing-written': 'was not restored, and nothing was written',
    'rolled-back': 'was not restored; what had been written was taken back',
    'in-between': 'was restored in part',
    unknown: 'was to be restored; what became of it is not known yet',
    undone: 'was restored, and that was undone',
  };
  const left = (record.left ?? []).map((rows) => ` ${describeLeftRows(rows)}`).join('');
  return `${backup.filename} ${words[state]}.${why}${left}`;
}
