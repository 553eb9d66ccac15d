import { writeFileSync } from 'node:fs';
import { demoTownInp, NETWORK_FILE } from './demo-town.ts';

// Run by hand after a change to the drawing: node packages/demo-utility/src/network/build-network.ts
writeFileSync(NETWORK_FILE, demoTownInp());
