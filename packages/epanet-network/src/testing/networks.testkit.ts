import { parseInp } from '../inp/parse-inp.ts';
import type { InpError, InpNetwork } from '../network.ts';

export function parsed(text: string): InpNetwork {
  const result = parseInp(text, 'test.inp');
  if (!result.ok) {
    throw new Error(result.errors.map((error) => error.message).join('\n'));
  }
  return result.value;
}

export function faultsIn(text: string): readonly InpError[] {
  const result = parseInp(text, 'test.inp');
  return result.ok ? [] : result.errors;
}

/** Two streets, joined by a shut pipe, each fed from reservoir R through a main. */
export const TWO_STREETS = `[TITLE]
Two streets
[JUNCTIONS]
 a1  10  1
 a2  10  1
 b1  10  1
 b2  10  1
 m1  10  0
 m2  10  0
[RESERVOIRS]
 R   60
[PIPES]
 main R  m1 100 300 130
 run  m1 m2 100 300 130
 pa   a1 a2 100 100 130 0 Open
 pb   b1 b2 100 100 130
 shut a2 b2 100 100 130 0 Closed
[VALVES]
 va   m1 a1 100 PRV 30 0
 vb   m2 b1 100 PRV 30 0
[OPTIONS]
 Units CMH
[COORDINATES]
 a1 100 0
 a2 200 0
 b1 100 100
 b2 200 100
 m1 0 0
 m2 0 100
 R  -100 0
[END]
`;
