import type { RowOverride } from './page.ts';
import { partLimitBytes } from './partBuilder.ts';

const encoder = new TextEncoder();

/** A finished file of overrides: one JSON array, one override a line. */
export interface BuiltOverrides {
  bytes: Uint8Array<ArrayBuffer>;
  count: number;
}

/**
 * Collects the overrides of one table into files of about 8 MiB, so that a table in which every value needs one (a type with
 * its own JSON form, say) does not fill the memory.
 */
export class OverridesBuilder {
  private lines: string[] = [];
  private size = 0;
  private built = 0;
  private readonly limitBytes: number;

  constructor(limitBytes: number = partLimitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Files finished so far. */
  get files(): number {
    return this.built;
  }

  /** Takes the overrides of a part and returns the files that became full. */
  add(path: string, overrides: readonly RowOverride[]): BuiltOverrides[] {
    const full: BuiltOverrides[] = [];
    for (const { row, column, text } of overrides) {
      const line = JSON.stringify({ part: path, row, column, text });
      if (this.size > 0 && this.size + line.length > this.limitBytes) full.push(this.cut());
      this.lines.push(line);
      this.size += line.length + 2;
    }
    return full;
  }

  /** The last file; null when nothing is left. */
  finish(): BuiltOverrides | null {
    return this.lines.length === 0 ? null : this.cut();
  }

  private cut(): BuiltOverrides {
    const file = { bytes: encoder.encode(`[${this.lines.join(',\n')}]\n`), count: this.lines.length };
    this.lines = [];
    this.size = 0;
    this.built += 1;
    return file;
  }
}
