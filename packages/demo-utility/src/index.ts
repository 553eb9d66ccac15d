export type { CustomerClass } from './demand/customer-class.ts';
export type {
  DemoBranch,
  DemoCustomerMeter,
  DemoDma,
  DemoDmaTruth,
  DemoLeak,
  DemoMeterKind,
  DemoPipe,
  DemoRegion,
  DemoRegisterReading,
  DemoSensor,
  DemoTank,
  DemoTruth,
  DemoUtility,
} from './demo-utility.ts';
export type { DemoDocument } from './documents.ts';
export { demoDocuments } from './documents.ts';
export type { DemoOptions } from './generate-demo.ts';
export { generateDemo } from './generate-demo.ts';
