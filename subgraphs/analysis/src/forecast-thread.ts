import { answerTasks } from '@waris/service-kit';
import { forecastAll } from './domain/forecast/forecast-all.ts';

// The forecasts of a year compute for seconds, in which no request would be served.
answerTasks(forecastAll);
