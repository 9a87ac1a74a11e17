/** A town with what an address there looks like. */
export interface Town {
  city: string;
  country: 'DE' | 'AT' | 'CH' | 'IT' | 'PL' | 'FR' | 'NL';
  postalCode: string;
  latitude: number;
  longitude: number;
}

export const TOWNS: readonly Town[] = [
  { city: 'Köln', country: 'DE', postalCode: '50667', latitude: 50.937531, longitude: 6.960279 },
  { city: 'München', country: 'DE', postalCode: '80331', latitude: 48.137154, longitude: 11.576124 },
  { city: 'Leipzig', country: 'DE', postalCode: '04109', latitude: 51.339695, longitude: 12.373075 },
  { city: 'Friedrichshafen', country: 'DE', postalCode: '88045', latitude: 47.654092, longitude: 9.479212 },
  { city: 'Sinsheim', country: 'DE', postalCode: '74889', latitude: 49.252924, longitude: 8.878674 },
  { city: 'Hannover', country: 'DE', postalCode: '30159', latitude: 52.375892, longitude: 9.73201 },
  { city: 'Nürnberg', country: 'DE', postalCode: '90402', latitude: 49.452103, longitude: 11.076665 },
  { city: 'Dortmund', country: 'DE', postalCode: '44135', latitude: 51.513587, longitude: 7.465298 },
  { city: 'Wien', country: 'AT', postalCode: '1010', latitude: 48.208174, longitude: 16.373819 },
  { city: 'Graz', country: 'AT', postalCode: '8010', latitude: 47.070714, longitude: 15.439504 },
  { city: 'Zürich', country: 'CH', postalCode: '8001', latitude: 47.376887, longitude: 8.541694 },
  { city: 'Bolzano', country: 'IT', postalCode: '39100', latitude: 46.498295, longitude: 11.354758 },
  { city: 'Rimini', country: 'IT', postalCode: '47921', latitude: 44.067829, longitude: 12.569516 },
  { city: 'Poznań', country: 'PL', postalCode: '61-001', latitude: 52.406374, longitude: 16.925168 },
  { city: 'Strasbourg', country: 'FR', postalCode: '67000', latitude: 48.573405, longitude: 7.752111 },
  { city: 'Eindhoven', country: 'NL', postalCode: '5611 AB', latitude: 51.441642, longitude: 5.469722 },
];

/** What differs by country: names, streets, the start of a mobile number, the language, the rate of value added tax. */
export const COUNTRIES = {
  DE: {
    first: [
      'Lukas',
      'Anna',
      'Jörg',
      'Sabine',
      'Felix',
      'Marie',
      'Tobias',
      'Nadine',
      'Kevin',
      'Jürgen',
      'Lena',
      'Björn',
    ],
    last: [
      'Müller',
      'Schmidt',
      'Weiß',
      'Krüger',
      'Hoffmann',
      'Schäfer',
      'Becker',
      'Köhler',
      'Vogel',
      'Brandt',
      'Groß',
      'Lindner',
    ],
    streets: ['Hauptstraße', 'Bahnhofstraße', 'Lindenweg', 'Schillerstraße', 'Am Mühlbach', 'Gartenstraße'],
    mobile: '+49 151 ',
    language: 'de',
    vat: 19,
  },
  AT: {
    first: ['Stefan', 'Katharina', 'Florian', 'Magdalena', 'Gernot', 'Elisabeth'],
    last: ['Gruber', 'Huber', 'Pichler', 'Steiner', 'Moser', 'Egger'],
    streets: ['Mariahilfer Straße', 'Kirchengasse', 'Murgasse', 'Feldgasse'],
    mobile: '+43 664 ',
    language: 'de',
    vat: 20,
  },
  CH: {
    first: ['Reto', 'Urs', 'Corinne', 'Beat', 'Nicole', 'Andrea'],
    last: ['Meier', 'Keller', 'Zürcher', 'Bühler', 'Frei', 'Ammann'],
    streets: ['Seestrasse', 'Dorfstrasse', 'Limmatquai', 'Rosenweg'],
    mobile: '+41 79 ',
    language: 'de',
    vat: 8.1,
  },
  IT: {
    first: ['Matteo', 'Giulia', 'Luca', 'Chiara', 'Niccolò', 'Francesca'],
    last: ['Rossi', 'Bianchi', 'Ferrari', 'Esposito', "D'Angelo", 'Ricci'],
    streets: ['Via Roma', 'Via Garibaldi', 'Corso Italia', "Viale dell'Industria"],
    mobile: '+39 347 ',
    language: 'it',
    vat: 22,
  },
  PL: {
    first: ['Paweł', 'Agnieszka', 'Krzysztof', 'Małgorzata', 'Łukasz', 'Zofia'],
    last: ['Nowak', 'Kowalczyk', 'Wójcik', 'Zieliński', 'Dąbrowski', 'Mazur'],
    streets: ['ul. Długa', 'ul. Polna', 'ul. Święty Marcin', 'ul. Ogrodowa'],
    mobile: '+48 601 ',
    language: 'pl',
    vat: 23,
  },
  FR: {
    first: ['Théo', 'Camille', 'François', 'Élodie', 'Hugo', 'Manon'],
    last: ['Martin', 'Lefèvre', 'Moreau', 'Garnier', "L'Hôte", 'Fournier'],
    streets: ['Rue de la Paix', 'Avenue de la Gare', "Rue de l'Église", 'Quai des Bateliers'],
    mobile: '+33 6 12 ',
    language: 'fr',
    vat: 20,
  },
  NL: {
    first: ['Daan', 'Sanne', 'Joost', 'Femke', 'Bram', 'Lotte'],
    last: ['de Vries', 'Jansen', 'van den Berg', 'Bakker', 'Visser', 'Smit'],
    streets: ['Kerkstraat', 'Stationsweg', 'Dorpsstraat', 'Molenlaan'],
    mobile: '+31 6 ',
    language: 'nl',
    vat: 21,
  },
} as const;

export const VEHICLES: readonly { make: string; model: string; from: number }[] = [
  { make: 'Volkswagen', model: 'Golf VII GTI', from: 2013 },
  { make: 'BMW', model: '330d Touring', from: 2012 },
  { make: 'Audi', model: 'A4 Avant', from: 2015 },
  { make: 'Škoda', model: 'Octavia RS', from: 2013 },
  { make: 'Opel', model: 'Astra J OPC', from: 2011 },
  { make: 'Mercedes-Benz', model: 'C 220 T', from: 2014 },
  { make: 'Ford', model: 'Focus ST', from: 2012 },
  { make: 'SEAT', model: 'León Cupra', from: 2014 },
  { make: 'Citroën', model: 'C4', from: 2010 },
  { make: 'Fiat', model: 'Tipo', from: 2016 },
];

export const FORMATS = ['SPL Outlaw', 'Bass Race', 'Sound Quality', 'Park & Pound', 'Show & Shine'] as const;
export const VENUES = ['Messegelände', 'Stadthalle', 'Flugplatz', 'Autohof', 'Arena', 'Rennstrecke'] as const;
