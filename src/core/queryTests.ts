import { escapeForRegExp } from './caseForms.ts';
import type { ColumnFilter, RowQuery } from './rowQuery.ts';
import type { SearchedTexts } from './valueText.ts';

/** Where a text was found in another, in UTF-16 units. */
export interface Place {
  index: number;
  length: number;
}

/** Looks for a text; null when it is not there. */
export type TextTest = (value: string) => Place | null;

/** A test by characters, not UTF-16 units: half of an emoji is in no other. Case is folded as `caseForms` says. */
export function textTest(text: string, match: RowQuery['match'], caseSensitive: boolean): TextTest {
  const escaped = escapeForRegExp(text);
  const pattern = new RegExp(match === 'equals' ? `^${escaped}$` : escaped, caseSensitive ? 'u' : 'iu');
  return (value) => {
    const found = pattern.exec(value);
    return found === null ? null : { index: found.index, length: found[0].length };
  };
}

/** Whether a condition holds for a value of its column. */
export type ValueTest = (value: SearchedTexts) => boolean;

export function filterTest({ test, value }: ColumnFilter, caseSensitive: boolean): ValueTest {
  if (test === 'is-null') return ({ own }) => own === null;
  if (test === 'is-not-null') return ({ own }) => own !== null;
  if (test === 'contains') {
    const find = textTest(value, 'contains', caseSensitive);
    return ({ all }) => all.some((text) => find(text) !== null);
  }
  const find = textTest(value, 'equals', caseSensitive);
  const equals: ValueTest = ({ own }) => own !== null && find(own) !== null;
  return test === 'equals' ? equals : (texts) => !equals(texts);
}
