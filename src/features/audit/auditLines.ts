/** What the list of the trail is made of, in order. */
export type AuditLine<Entry> =
  | { kind: 'day'; key: string; label: string }
  | { kind: 'entry'; key: string; entry: Entry; open: boolean }
  /** What an open entry has to say, below it. */
  | { kind: 'facts'; key: string; entry: Entry };

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "Today, 26 Mar", "Wednesday, 25 Mar", "Tuesday, 30 Dec 2025". */
function sayDay(day: Date, now: Date): string {
  const date = `${day.getDate()} ${months[day.getMonth()] ?? ''}`;
  if (day.toDateString() === now.toDateString()) return `Today, ${date}`;
  const year = day.getFullYear() === now.getFullYear() ? '' : ` ${day.getFullYear()}`;
  return `${weekdays[day.getDay()] ?? ''}, ${date}${year}`;
}

/**
 * The lines of these entries: a head before each day (on the viewer's calendar), and below each open entry its facts.
 * The order stays; where the clock was set back, a day has two heads. `keyOf` names an entry for good; `now` in ms since the epoch.
 */
export function auditLines<Entry extends { at: string }>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
  open: ReadonlySet<string>,
  now: number,
): AuditLine<Entry>[] {
  const lines: AuditLine<Entry>[] = [];
  const today = new Date(now);
  let begins = Number.NaN; // of the day whose head stands last; asking the calendar for every one of 50,000 entries would be slow
  let ends = Number.NaN;
  for (const entry of entries) {
    const key = keyOf(entry);
    const at = Date.parse(entry.at);
    if (!(at >= begins && at < ends)) {
      const day = new Date(at);
      const [year, month, date] = [day.getFullYear(), day.getMonth(), day.getDate()];
      begins = new Date(year, month, date).getTime();
      ends = new Date(year, month, date + 1).getTime();
      lines.push({ kind: 'day', key: `day-${key}`, label: sayDay(day, today) });
    }
    const isOpen = open.has(key);
    lines.push({ kind: 'entry', key, entry, open: isOpen });
    if (isOpen) lines.push({ kind: 'facts', key: `facts-${key}`, entry });
  }
  return lines;
}
