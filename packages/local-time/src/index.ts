export {
  instantsOfLocalTime,
  isTimeZone,
  offsetAt,
  startOfLocalDay,
  startOfNextLocalDay,
  startsOfLocalDays,
} from './local-time.ts';
