/**
 * Imported before anything of Apollo's: since 2.14 the gateway reports to its vendor unless
 * this is set when it is first loaded. Unlike a setting it is not the operator's to forget.
 */
process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
