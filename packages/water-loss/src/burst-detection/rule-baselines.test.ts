import { nightFlowStepAlarms, plainCusumAlarms, shareOfBaselineAlarms } from './rule-baselines.ts';

// 40 nights about 60 m³/h with a ripple, 12 more from night 30 on.
const nights = Array.from({ length: 40 }, (_, day) => ({
  day,
  value: 60 + (day % 3) + (day >= 30 ? 12 : 0),
}));

describe('rule baselines', () => {
  it('the step rule alarms when three nights have risen by the step', () => {
    expect(nightFlowStepAlarms(nights, 10)).toEqual([32]);
    expect(nightFlowStepAlarms(nights, 13)).toEqual([]);
  });

  it('the share rule alarms on the first night above the share of its baseline', () => {
    expect(shareOfBaselineAlarms(nights, 1.15)).toEqual([30]);
    expect(shareOfBaselineAlarms(nights, 1.5)).toEqual([]);
  });

  it('the plain CUSUM alarms at once on a rise of many deviations and never on a flat line', () => {
    expect(plainCusumAlarms(nights, 0.5, 5)[0]).toBe(30);
    const flat = nights.map(({ day }) => ({ day, value: 60 }));
    expect(plainCusumAlarms(flat, 0.5, 5)).toEqual([]);
  });

  it('all of them are silent on fewer nights than they need', () => {
    const few = nights.slice(0, 10);
    expect([
      nightFlowStepAlarms(few, 1),
      shareOfBaselineAlarms(few, 1.01),
      plainCusumAlarms(few, 0.5, 5),
    ]).toEqual([[], [], []]);
  });
});
