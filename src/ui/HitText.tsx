import { escapeForRegExp } from '../core/caseForms.ts';
import classes from './HitText.module.css';

interface Props {
  /** One line is shown of it: meant for cells and lists. */
  text: string;
  /** What was looked for; empty for nothing. */
  find: string;
  caseSensitive?: boolean;
}

/** Characters that are put on the page at most; cells show far fewer. */
const shownLength = 300;
/** Past so many characters a cell has probably ended, so what stands before a hit is left out. */
const leadLength = 20;
const keptBefore = 8;

/** Where a text stands in another for the first time, as the search through rows sees it; null when it does not. */
function findHit({ text, find, caseSensitive = false }: Props): { start: number; end: number } | null {
  if (find === '') return null;
  const found = new RegExp(escapeForRegExp(find), caseSensitive ? 'u' : 'iu').exec(text);
  return found === null ? null : { start: found.index, end: found.index + found[0].length };
}

/** A value with the place marked where a text was found in it; what leads up to a far place is left out. */
export function HitText(props: Props) {
  const { text } = props;
  const hit = findHit(props);
  if (hit === null) return <>{text.slice(0, shownLength)}</>;
  const from = hit.start <= leadLength ? 0 : hit.start - keptBefore;
  return (
    <>
      {from > 0 && '…'}
      {text.slice(from, hit.start)}
      <mark className={classes.hit}>{text.slice(hit.start, Math.min(hit.end, hit.start + shownLength))}</mark>
      {text.slice(hit.end, hit.end + shownLength)}
    </>
  );
}
