import { answerTasks } from '@waris/service-kit';
import { planOfFile } from './domain/import/plan-of-file.ts';

// A large network takes seconds to understand, in which no request would be served.
answerTasks(planOfFile);
