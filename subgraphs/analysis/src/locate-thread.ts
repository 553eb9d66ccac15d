import { answerTasks } from '@waris/service-kit';
import {
  createPlacer,
  type PlaceAnswer,
  type PlaceTask,
} from './services/detection/place-burst.ts';

// EPANET solves for seconds, in which no request would be served.
answerTasks<PlaceTask, PlaceAnswer>(createPlacer());
