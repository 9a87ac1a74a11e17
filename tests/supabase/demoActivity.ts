import { createHash } from 'node:crypto';
import type { Competition } from './demoEvents.ts';
import { LAST_DAY, type Member, mailName, moment, pickJoined } from './demoPeople.ts';
import { COUNTRIES, TOWNS } from './demoWords.ts';
import type { Random } from './random.ts';

const DAY_MS = 86_400_000;

/** Something that happens around a competition, at a moment in milliseconds since 1970. */
interface Occasion {
  event: Competition;
  at: number;
}

/** `count` occasions in the order in which they happened, so that numbers rise with time. */
function makeOccasions(
  random: Random,
  count: number,
  events: readonly Competition[],
  when: (event: Competition) => number,
): Occasion[] {
  return Array.from({ length: count }, () => {
    const event = random.pick(events);
    return { event, at: when(event) };
  }).sort((a, b) => a.at - b.at);
}

/** Entries to competitions: the fee, sometimes with extras; amounts add up to the cent. */
export function* paymentRows(
  random: Random,
  count: number,
  members: readonly Member[],
  events: readonly Competition[],
) {
  const open = events.filter((event) => event.status !== 'draft');
  const occasions = makeOccasions(
    random,
    count,
    open,
    (event) => Math.min(event.startsAt, LAST_DAY) - random.between(2, 49) * DAY_MS - random.between(0, DAY_MS - 1),
  );
  for (const [index, { event, at: createdAt }] of occasions.entries()) {
    const id = index + 1;
    const member = pickJoined(random, members, createdAt);
    const vatRate = COUNTRIES[event.town.country].vat;
    const netCents = event.feeCents + random.pick([0, 0, 0, 1_500, 2_900]);
    const vatCents = Math.round((netCents * vatRate) / 100);
    const status = event.status === 'cancelled' ? 'refunded' : random.pick(STATUSES);
    const paidAt = status === 'paid' || status === 'refunded' ? createdAt + random.between(4, 90_000) * 1_000 : null;
    yield {
      id,
      reference: `CAC-${new Date(createdAt).getUTCFullYear()}-${String(id).padStart(7, '0')}`,
      user_id: member.id,
      event_id: event.id,
      status,
      method: random.pick(['card', 'card', 'sepa_debit', 'paypal', 'bank_transfer']),
      currency: event.town.country === 'CH' ? 'CHF' : event.town.country === 'PL' ? 'PLN' : 'EUR',
      net_amount: (netCents / 100).toFixed(2),
      vat_rate: vatRate.toFixed(2),
      vat_amount: (vatCents / 100).toFixed(2),
      gross_amount: ((netCents + vatCents) / 100).toFixed(2),
      provider_reference: paidAt === null ? null : `pi_${random.uuid().replaceAll('-', '').slice(0, 24)}`,
      billing: {
        name: member.name,
        street: member.street,
        postal_code: member.town.postalCode,
        city: member.town.city,
        country: member.town.country,
      },
      created_at: moment(createdAt),
      paid_at: paidAt === null ? null : moment(paidAt),
      refunded_at:
        paidAt !== null && status === 'refunded'
          ? moment(Math.min(LAST_DAY, paidAt + random.between(1, 20) * DAY_MS))
          : null,
    };
  }
}

const STATUSES = ['paid', 'paid', 'paid', 'paid', 'paid', 'paid', 'paid', 'pending', 'failed', 'refunded'] as const;

/** Measurements of finished competitions; the total is the sum of the judges' scores. */
export function* resultRows(random: Random, count: number, members: readonly Member[], events: readonly Competition[]) {
  const judges = members.filter((member) => member.role === 'judge' || member.role === 'admin');
  const finished = events.filter((event) => event.status === 'finished');
  const places = new Map<string, number>();
  const occasions = makeOccasions(
    random,
    count,
    finished,
    (event) => event.startsAt + random.between(1_800, 21_000) * 1_000,
  );
  for (const [index, { event, at }] of occasions.entries()) {
    const id = index + 1;
    const member = pickJoined(random, members, event.startsAt);
    const group = random.pick(['street', 'advanced', 'pro', 'extreme']);
    const key = `${event.id} ${group}`;
    const placement = (places.get(key) ?? 0) + 1;
    places.set(key, placement);
    // Who is placed better was louder: by a tenth of a decibel per place.
    const splDb = Math.max(110, 158.4 - placement / 10 - random.between(0, 9) / 100);
    const scores = [0, 1, 2].map(() => random.between(5_000, 9_800));
    yield {
      id,
      event_id: event.id,
      user_id: member.id,
      class: group,
      vehicle: `${member.vehicle.make} ${member.vehicle.model} (${member.vehicle.year})`,
      spl_db: splDb.toFixed(2),
      judge_scores: scores.map((score) => (score / 100).toFixed(2)),
      total_points: (scores.reduce((sum, score) => sum + score, 0) / 100).toFixed(2),
      placement,
      judge_id: random.pick(judges).authId,
      notes: random.chance(0.2)
        ? random.pick(['Rattle at 40 Hz, left door', 'Protest withdrawn', 'Fuse "blown" in run 2'])
        : null,
      measured_at: moment(at),
    };
  }
}

/** Reminders by text message; what was not delivered says why. */
export function* smsRows(random: Random, count: number, members: readonly Member[], events: readonly Competition[]) {
  const finished = events.filter((event) => event.status === 'finished');
  const occasions = makeOccasions(
    random,
    count,
    finished,
    (event) => event.startsAt + random.between(0, 20_000) * 1_000,
  );
  for (const { event, at } of occasions) {
    const member = pickJoined(random, members, event.startsAt - DAY_MS);
    const template = random.pick(['reminder', 'lane_call', 'result']);
    const sentAt = template === 'reminder' ? at - DAY_MS : at;
    const failed = random.chance(0.03);
    const firstName = member.name.split(' ')[0];
    const body =
      template === 'reminder'
        ? `Hi ${firstName}, ${event.name} starts tomorrow at ${event.venue} ${event.town.city}. Your entry is confirmed.`
        : template === 'lane_call'
          ? `Hi ${firstName}, please come to lane ${random.between(1, 8)} within 10 minutes. ${event.name}`
          : `Hi ${firstName}, your result of ${event.name} is online. Thank you for competing!`;
    yield {
      id: random.uuid(),
      user_id: member.id,
      event_id: event.id,
      phone: member.phone,
      template,
      body,
      segments: Math.ceil(body.length / 160),
      cost: (Math.ceil(body.length / 160) * 0.0745).toFixed(4),
      provider_id: `SM${random.uuid().replaceAll('-', '')}`,
      sent_at: moment(sentAt),
      delivered_at: failed ? null : moment(sentAt + random.between(800, 60_000)),
      error: failed ? random.pick(['30003 unreachable handset', '30005 unknown destination', '30006 landline']) : null,
    };
  }
}

/** Companies that asked about sponsoring or hosting. */
export function* leadRows(random: Random, count: number, members: readonly Member[]) {
  const admins = members.filter((member) => member.role === 'admin');
  for (let id = 1; id <= count; id += 1) {
    const town = random.pick(TOWNS);
    const country = COUNTRIES[town.country];
    const last = random.pick(country.last);
    const name = `${random.pick(country.first)} ${last}`;
    const company = `${last} ${random.pick(['Audio', 'Car Hifi', 'Autohaus', 'Akustik', 'Motorsport'])}`;
    const createdAt = Math.floor(LAST_DAY - 30 * DAY_MS - (980 * DAY_MS * (count - id)) / count);
    const status = random.pick(['new', 'contacted', 'qualified', 'won', 'lost']);
    yield {
      id,
      company,
      contact_name: name,
      email: `${mailName(name)}@${mailName(company).replaceAll('.', '-')}.example`,
      phone: country.mobile + String(random.between(1_000_000, 9_999_999)),
      city: town.city,
      country: town.country,
      source: random.pick(['trade fair', 'website', 'recommendation', 'newsletter']),
      status,
      score: random.between(0, 1_000) / 1_000,
      message:
        `We would like to ${random.pick(['sponsor an event', 'host a final', 'show our amplifiers'])} in ${town.city}. ` +
        `Budget about ${random.between(2, 80) * 250} EUR; please call back ${random.pick(['in the morning', 'after 17:00', 'next week'])}.`,
      utm: random.chance(0.5)
        ? { source: random.pick(['newsletter', 'search', 'partner']), campaign: 'season-2026' }
        : null,
      assigned_to: status === 'new' ? null : random.pick(admins).authId,
      created_at: moment(createdAt),
      contacted_at: status === 'new' ? null : moment(createdAt + random.between(1, 25) * DAY_MS),
    };
  }
}

/** A document of a paid entry: some kilobytes of HTML, with its true size and digest. */
export function* documentRows(random: Random, payments: Iterable<PaidEntry>, members: readonly Member[]) {
  for (const payment of payments) {
    const member = members[payment.user_id - 1];
    if (!member) throw new Error(`No member ${payment.user_id}.`);
    const html = invoiceHtml(random, payment, member);
    const bytes = Buffer.from(html, 'utf8');
    yield {
      id: random.uuid(),
      payment_id: payment.id,
      user_id: payment.user_id,
      kind: 'invoice',
      title: `Rechnung ${payment.reference}`,
      html,
      size_bytes: bytes.length,
      sha256: `\\x${createHash('sha256').update(bytes).digest('hex')}`,
      created_at: payment.paid_at,
    };
  }
}

/** What a document needs to know of a payment. */
export interface PaidEntry {
  id: number;
  reference: string;
  user_id: number;
  currency: string;
  net_amount: string;
  vat_rate: string;
  vat_amount: string;
  gross_amount: string;
  paid_at: string;
}

function invoiceHtml(random: Random, payment: PaidEntry, member: Member): string {
  const terms = Array.from({ length: random.between(14, 40) }, (_, index) => {
    const clause = random.pick(CLAUSES);
    return `    <li id="c${index + 1}">${clause}</li>`;
  }).join('\n');
  return `<!DOCTYPE html>
<html lang="de">
<head><meta charset="utf-8"><title>Rechnung ${payment.reference}</title></head>
<body>
  <header><strong>Car Audio Competition Platform</strong></header>
  <address>${member.name}<br>${member.street}<br>${member.town.postalCode} ${member.town.city}</address>
  <table>
    <tr><th>Startgebühr</th><td>${payment.net_amount} ${payment.currency}</td></tr>
    <tr><th>USt. ${payment.vat_rate} %</th><td>${payment.vat_amount} ${payment.currency}</td></tr>
    <tr><th>Gesamt</th><td>${payment.gross_amount} ${payment.currency}</td></tr>
  </table>
  <ol>
${terms}
  </ol>
</body>
</html>
`;
}

const CLAUSES = [
  'Die Startgebühr ist mit der Anmeldung fällig und wird bei Absage durch den Veranstalter vollständig erstattet.',
  'Fahrzeuge müssen während der Messung gegen Wegrollen gesichert sein; der Motor darf nur in der Klasse „Extreme“ laufen.',
  'Einsprüche gegen eine Wertung sind innerhalb von 30 Minuten schriftlich bei der Jury einzureichen.',
  'Gehörschutz ist ab 120 dB für alle Personen im Umkreis von 10 m vorgeschrieben.',
  'Mit der Teilnahme erklärt sich der Fahrer mit der Veröffentlichung der Ergebnisse einverstanden.',
];
