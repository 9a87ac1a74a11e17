// Pages tell times in the zone of the machine; in tests that is Berlin's, wherever they run.
process.env.TZ = 'Europe/Berlin';
