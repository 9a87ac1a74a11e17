import { day, FIRST_DAY, LAST_DAY, type Member, mailName, moment } from './demoPeople.ts';
import { FORMATS, TOWNS, type Town, VENUES } from './demoWords.ts';
import type { Random } from './random.ts';

/** A competition, as the other tables need to know it. */
export interface Competition {
  id: number;
  organizationId: string;
  name: string;
  slug: string;
  town: Town;
  venue: string;
  startsAt: number;
  endsAt: number;
  feeCents: number;
  status: 'draft' | 'published' | 'finished' | 'cancelled';
}

const KINDS = [
  { kind: 'club', name: (town: Town) => `Car Audio Club ${town.city}` },
  { kind: 'dealer', name: (town: Town) => `Hifi im Auto ${town.city} GmbH` },
  { kind: 'federation', name: (town: Town) => `${town.country} Sound Federation, ${town.city}` },
] as const;

/** The rows of `organizations`: each town has at most one of a kind. */
export function organizationRows(random: Random, count: number, members: readonly Member[]) {
  const contacts = members.filter((member) => member.role === 'organizer' || member.role === 'admin');
  return Array.from({ length: Math.min(count, TOWNS.length * KINDS.length) }, (_, index) => {
    const town = TOWNS[index % TOWNS.length];
    const kind = KINDS[Math.floor(index / TOWNS.length)];
    if (!town || !kind) throw new Error('No such town or kind.');
    const name = kind.name(town);
    const contact = random.pick(contacts);
    const host = `${kind.kind}-${mailName(town.city)}.example`;
    return {
      id: random.uuid(),
      name,
      kind: kind.kind,
      contact_id: contact.id,
      contact_email: `info@${host}`,
      website: random.chance(0.8) ? `https://www.${host}` : null,
      city: town.city,
      country: town.country,
      vat_number: kind.kind === 'dealer' ? `${town.country}${random.between(100_000_000, 999_999_999)}` : null,
      founded_on: day(Date.UTC(random.between(1988, 2018), random.between(0, 11), random.between(1, 28))),
      member_count: random.between(8, 640),
      created_at: moment(contact.joinedAt + 86_400_000),
    };
  });
}

/** Competitions on Saturdays and Sundays through the seasons; the last ones are still to come. */
export function makeCompetitions(
  random: Random,
  count: number,
  organizations: readonly { id: string; city: string }[],
): Competition[] {
  const firstSaturday = FIRST_DAY + 5 * 86_400_000;
  const weeks = Math.floor((LAST_DAY + 45 * 86_400_000 - firstSaturday) / (7 * 86_400_000));
  return Array.from({ length: count }, (_, index) => {
    const organization = random.pick(organizations);
    const town = TOWNS.find((candidate) => candidate.city === organization.city);
    if (!town) throw new Error(`No such town: ${organization.city}`);
    const startsAt =
      firstSaturday + Math.floor((index * weeks) / count) * 7 * 86_400_000 + random.between(0, 4) * 900_000;
    const year = new Date(startsAt).getUTCFullYear();
    const format = random.pick(FORMATS);
    const name = `${format} ${town.city} ${year}`;
    return {
      id: index + 1,
      organizationId: organization.id,
      name,
      slug: `${mailName(name.replace(/\d+/g, '')).replace(/\.+/g, '-').replace(/-$/, '')}-${year}-${index + 1}`,
      town,
      venue: random.pick(VENUES),
      startsAt,
      endsAt: startsAt + random.between(6, 32) * 3_600_000,
      feeCents: random.between(5, 24) * 500,
      status:
        startsAt > LAST_DAY
          ? random.chance(0.3)
            ? 'draft'
            : 'published'
          : random.chance(0.04)
            ? 'cancelled'
            : 'finished',
    };
  });
}

/** The rows of `events`. */
export function eventRows(random: Random, competitions: readonly Competition[]): object[] {
  return competitions.map((event) => ({
    id: event.id,
    organization_id: event.organizationId,
    name: event.name,
    slug: event.slug,
    venue: `${event.venue} ${event.town.city}`,
    city: event.town.city,
    country: event.town.country,
    latitude: event.town.latitude.toFixed(6),
    longitude: event.town.longitude.toFixed(6),
    starts_at: moment(event.startsAt),
    ends_at: moment(event.endsAt),
    status: event.status,
    formats: FORMATS.filter((format) => event.name.startsWith(format) || random.chance(0.3)),
    entry_fee: (event.feeCents / 100).toFixed(2),
    capacity: random.between(4, 30) * 10,
    rules: { max_spl_db: random.pick([150.5, 160, 175.5]), helmets: false, sealed_doors: random.chance(0.5) },
    created_at: moment(event.startsAt - random.between(102, 150) * 86_400_000),
  }));
}

/** The rows of `cms_pages`: a few subjects, each in two languages. */
export function pageRows(random: Random, count: number, members: readonly Member[]): object[] {
  const authors = members.filter((member) => member.role === 'admin');
  return Array.from({ length: count }, (_, index) => {
    const subject = SUBJECTS[Math.floor(index / 2) % SUBJECTS.length];
    if (!subject) throw new Error('There are no subjects.');
    const german = index % 2 === 0;
    const edition = Math.floor(index / 2 / SUBJECTS.length) + 2023;
    const createdAt = FIRST_DAY + index * 20 * 86_400_000;
    const published = random.chance(0.85);
    const title = `${german ? subject.de : subject.en} ${edition}`;
    return {
      slug: `${subject.slug}-${edition}`,
      language: german ? 'de' : 'en',
      title,
      body_html:
        `<article>\n  <h1>${title}</h1>\n` +
        `  <p class="lead">${german ? 'Gültig ab der laufenden Saison.' : 'Valid from this season on.'}</p>\n` +
        '  <ul>\n    <li>SPL &amp; SQ</li>\n    <li>"Outlaw" ≥ 150 dB</li>\n  </ul>\n</article>\n',
      status: published ? 'published' : 'draft',
      tags: [subject.slug, String(edition)],
      seo: { title, robots: published ? 'index' : 'noindex' },
      author_id: random.pick(authors).authId,
      created_at: moment(createdAt),
      updated_at: moment(createdAt + 3 * 86_400_000),
      published_at: published ? moment(createdAt + 86_400_000) : null,
    };
  });
}

const SUBJECTS = [
  { slug: 'rules', de: 'Regelwerk', en: 'Rule book' },
  { slug: 'classes', de: 'Klassen und Grenzwerte', en: 'Classes and limits' },
  { slug: 'season', de: 'Saisonkalender', en: 'Season calendar' },
  { slug: 'judges', de: 'Ausbildung der Juroren', en: 'Training of judges' },
  { slug: 'safety', de: 'Sicherheit am Messplatz', en: 'Safety at the lanes' },
];
