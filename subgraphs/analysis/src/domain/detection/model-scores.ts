/** What was counted of a model's predictions, and of the incidents of its kind. */
export type ScoreCounts = {
  readonly predictionCount: number;
  readonly validatedCount: number;
  readonly confirmedCount: number;
  readonly falseAlarmCount: number;
  /** Incidents that people confirmed on any model's word, and those of them that this one saw. */
  readonly incidents: number;
  readonly incidentsSeen: number;
  readonly scoredForecastCount: number;
};

export type ModelScores = {
  readonly precisionRatio: number | null;
  readonly recallRatio: number | null;
  readonly f1Score: number | null;
  readonly notes: readonly string[];
};

/** Precision, recall and F1 from what people told; null, with the reason, where they told nothing. */
export function scoresOf(counts: ScoreCounts, isForecast: boolean): ModelScores {
  if (isForecast) {
    const none = counts.scoredForecastCount === 0;
    return {
      precisionRatio: null,
      recallRatio: null,
      f1Score: null,
      notes: [
        'Forecasts are judged by their errors; precision and recall have no meaning for them.',
        ...(none ? ['No forecast of this model has its seven days behind it yet.'] : []),
      ],
    };
  }
  const judged = counts.confirmedCount + counts.falseAlarmCount;
  const precisionRatio = judged === 0 ? null : counts.confirmedCount / judged;
  const recallRatio = counts.incidents === 0 ? null : counts.incidentsSeen / counts.incidents;
  return {
    precisionRatio,
    recallRatio,
    f1Score: harmonicMean(precisionRatio, recallRatio),
    notes: [
      ...(precisionRatio === null
        ? ['Nobody has told the outcome of any of its predictions.']
        : []),
      recallRatio === null
        ? 'Nothing of this kind was confirmed, so recall cannot be told.'
        : 'Recall counts what people confirmed on the word of any model; what no model saw is not known.',
    ],
  };
}

function harmonicMean(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return null;
  return a + b === 0 ? 0 : (2 * a * b) / (a + b);
}
