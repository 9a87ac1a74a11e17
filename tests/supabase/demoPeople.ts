import { ACCOUNTS, ADMIN, OTHER_ADMIN } from './accounts.ts';
import { COUNTRIES, FORMATS, TOWNS, type Town, VEHICLES } from './demoWords.ts';
import type { Random } from './random.ts';

/** A member of the platform, as the other tables need to know them. */
export interface Member {
  id: number;
  authId: string;
  role: 'admin' | 'organizer' | 'judge' | 'member';
  name: string;
  email: string;
  phone: string;
  street: string;
  town: Town;
  vehicle: { make: string; model: string; year: number; power_watts: number };
  /** Milliseconds since 1970. */
  joinedAt: number;
  bornOn: string;
}

/** The first moment of the sample data, and the moment at which it was taken. */
export const FIRST_DAY = Date.UTC(2023, 0, 9, 8);
export const LAST_DAY = Date.UTC(2026, 0, 25, 14);

/** Makes people whose names, addresses and numbers belong to one country each. In the order in which they joined. */
export function makeMembers(random: Random, count: number): Member[] {
  const taken = new Map<string, number>();
  const members = Array.from({ length: count }, (_, index): Member => {
    const account = ACCOUNTS[index];
    const town = account ? TOWNS[index] : random.pick(TOWNS);
    if (!town) throw new Error('More accounts than towns.');
    const country = COUNTRIES[town.country];
    const name = account?.name ?? `${random.pick(country.first)} ${random.pick(country.last)}`;
    const local = mailName(name);
    const repeated = (taken.get(local) ?? 0) + 1;
    taken.set(local, repeated);
    const model = random.pick(VEHICLES);
    return {
      id: index + 1,
      authId: account?.id ?? random.uuid(),
      role: roleOf(index),
      name,
      email:
        account?.email ?? `${local}${repeated > 1 ? repeated : ''}@example.${town.country === 'DE' ? 'com' : 'org'}`,
      phone: country.mobile + String(random.between(10_000_00, 99_999_99)),
      street:
        town.country === 'FR'
          ? `${random.between(1, 120)} ${random.pick(country.streets)}`
          : `${random.pick(country.streets)} ${random.between(1, 120)}`,
      town,
      vehicle: {
        make: model.make,
        model: model.model,
        year: random.between(model.from, 2022),
        power_watts: random.between(6, 120) * 100,
      },
      joinedAt: joinedAt(random, index, count),
      bornOn: day(Date.UTC(random.between(1962, 2005), random.between(0, 11), random.between(1, 28))),
    };
  });
  return members.sort((a, b) => a.joinedAt - b.joinedAt).map((member, index) => ({ ...member, id: index + 1 }));
}

/** One of those who had joined by then; `members` in the order in which they joined. */
export function pickJoined(random: Random, members: readonly Member[], by: number): Member {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((members[middle]?.joinedAt ?? by) < by) low = middle + 1;
    else high = middle;
  }
  const member = members[random.between(0, Math.max(0, low - 1))];
  if (!member) throw new Error('There are no members.');
  return member;
}

/** The rows of `auth.users` for members without a sign-in of their own. */
export function authRows(members: readonly Member[]): object[] {
  return members
    .filter((member) => !ACCOUNTS.some(({ id }) => id === member.authId))
    .map((member) => ({
      id: member.authId,
      aud: 'authenticated',
      role: 'authenticated',
      email: member.email,
      email_confirmed_at: moment(member.joinedAt + 90_000),
      raw_app_meta_data: { provider: 'email', providers: ['email'] },
      raw_user_meta_data: { full_name: member.name },
      created_at: moment(member.joinedAt),
      updated_at: moment(member.joinedAt + 90_000),
      is_sso_user: false,
      is_anonymous: false,
    }));
}

/** The rows of `users`. */
export function userRows(random: Random, members: readonly Member[]): object[] {
  return members.map((member) => ({
    id: member.id,
    auth_user_id: member.authId,
    email: member.email,
    full_name: member.name,
    phone: random.chance(0.9) ? member.phone : null,
    street: member.street,
    postal_code: member.town.postalCode,
    city: member.town.city,
    country: member.town.country,
    birth_date: member.bornOn,
    language: COUNTRIES[member.town.country].language,
    newsletter: random.chance(0.4),
    metadata: { signup_source: random.pick(['event', 'friend', 'search', 'social']), terms_version: '2022-11' },
    created_at: moment(member.joinedAt),
    last_seen_at: random.chance(0.85) ? moment(random.between(0, 40) * 86_400_000 + member.joinedAt) : null,
  }));
}

/** The rows of `profiles`. */
export function profileRows(random: Random, members: readonly Member[]): object[] {
  return members.map((member) => ({
    id: member.authId,
    user_id: member.id,
    role: member.role,
    display_name: `${member.name.split(' ')[0]} (${member.town.city})`,
    bio: random.chance(0.5)
      ? `Competes since ${random.between(2008, 2022)} with a ${member.vehicle.make} ${member.vehicle.model}. ` +
        `Favourite track: “${random.pick(['Bass I Love You', 'Limit to Your Love', 'Keith Don’t Go', 'Hotel California'])}”.`
      : null,
    vehicle: member.vehicle,
    favourite_formats: FORMATS.filter(() => random.chance(0.4)),
    created_at: moment(member.joinedAt + 120_000),
    updated_at: moment(member.joinedAt + random.between(120_000, 40 * 86_400_000)),
  }));
}

/** A moment with microseconds, as Postgres keeps it: the last three digits come from the moment itself. */
export function moment(milliseconds: number): string {
  const micros = String((milliseconds * 7919) % 1000).padStart(3, '0');
  return new Date(milliseconds).toISOString().replace('Z', `${micros}Z`);
}

/** The day of a moment, in UTC. */
export function day(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** The part of an e-mail address before the @: lower case, only a–z and dots. */
export function mailName(name: string): string {
  return name
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .replace(/ł/g, 'l')
    .normalize('NFD')
    .replace(/[^a-z ]/g, '')
    .replace(/ +/g, '.');
}

/** Who was there before the platform opened: who can sign in, organizers and judges. */
const STAFF = 40;

function roleOf(index: number): Member['role'] {
  const account = ACCOUNTS[index];
  if (account) return account === ADMIN || account === OTHER_ADMIN ? 'admin' : 'member';
  if (index >= STAFF) return 'member';
  return index % 2 === 0 ? 'judge' : 'organizer';
}

function joinedAt(random: Random, index: number, count: number): number {
  const dayMs = 86_400_000;
  const withinTheHour = random.between(0, 3_600_000);
  if (index < STAFF) return FIRST_DAY - (400 - index * 5) * dayMs + withinTheHour;
  return FIRST_DAY + Math.floor(((LAST_DAY - FIRST_DAY) * 0.9 * (index - STAFF)) / (count - STAFF)) + withinTheHour;
}
