import { describeWithData, readReferenceData } from '@waris/testkit/reference-data';
import { LINK_FLOW, NO_SAVE, NODE_PRESSURE, openEpanet } from './epanet.ts';

interface Reference {
  readonly units_inp: string;
  readonly times_s: readonly number[];
  readonly pressure_m: Readonly<Record<string, readonly number[]>>;
  readonly flow_m3h: Readonly<Record<string, readonly number[]>>;
}

// EPANET's own constants for US units.
const M_PER_PSI = 0.3048 / 0.4333;
const M3_PER_HOUR_PER_GPM = (0.3048 ** 3 * 3600) / 448.831;

describeWithData('networks', 'EPANET here, against WNTR with EPANET 2.2', () => {
  it.each(['Net1', 'Net3', 'L-TOWN'])(
    'gives the reference pressures and flows of %s',
    async (name) => {
      const references = JSON.parse(
        readReferenceData('networks/hydraulic_reference_wntr_epanet22.json'),
      ) as Record<string, Reference>;
      const reference = references[name];
      if (reference === undefined) {
        throw new Error(`no reference for ${name}`);
      }
      const isUs = reference.units_inp === 'GPM';
      const epanet = await openEpanet(readReferenceData(`networks/${name}.inp`));
      epanet.openH();
      epanet.initH(NO_SAVE);
      const last = Math.max(...reference.times_s);
      let seconds = 0;
      let checked = 0;
      do {
        seconds = epanet.runH();
        const at = reference.times_s.indexOf(seconds);
        if (at >= 0) {
          const pressures = epanet.getNodeValues(NODE_PRESSURE);
          for (const [node, expected] of Object.entries(reference.pressure_m)) {
            const pressure = pressures[epanet.getNodeIndex(node) - 1] ?? Number.NaN;
            expect(pressure * (isUs ? M_PER_PSI : 1)).toBeCloseTo(expected[at] ?? Number.NaN, 3);
          }
          for (const [link, expected] of Object.entries(reference.flow_m3h)) {
            const flow = epanet.getLinkValue(epanet.getLinkIndex(link), LINK_FLOW);
            expect(flow * (isUs ? M3_PER_HOUR_PER_GPM : 1)).toBeCloseTo(
              expected[at] ?? Number.NaN,
              2,
            );
          }
          checked += 1;
        }
      } while (seconds < last && epanet.nextH() > 0);
      epanet.close();
      expect(checked).toBe(reference.times_s.length);
    },
  );
});
