/** A street fed from a reservoir, a quarter behind a valve, and a hill behind a pump and its tank. */
export const hillTown = `[JUNCTIONS]
 s1 10 1
 s2 10 1
 q1 10 1
 q2 10 1
 h1 40 1
 h2 40 1
[RESERVOIRS]
 R 60
[TANKS]
 T 60 2 0 4 10 0
[PIPES]
 in R s1 100 300 130
 street s1 s2 100 200 130
 quarter q1 q2 100 200 130
 down T h1 100 200 130
 hill h1 h2 100 200 130
[VALVES]
 valve s2 q1 200 PRV 30 0
[PUMPS]
 pump s2 T HEAD 1
[CURVES]
 1 10 40
[COORDINATES]
 s1 1 0
 s2 2 0
 q1 2 1
 q2 3 1
 h1 4 0
 h2 5 0
 R 0 0
 T 3 0
[OPTIONS]
 Units CMH
 Headloss H-W
[END]
`;
