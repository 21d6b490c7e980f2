/** One measurement of memory. */
export interface Sample {
  minute: number;
  megabytes: number;
}

/** The bounds on the growth of memory after the warm-up. */
export interface Band {
  /** The slope of a straight line fitted to the samples. */
  megabytesAMinute: number;
  /** The median of the last quarter divided by that of the second quarter. */
  ratio: number;
}

export interface Trend extends Band {
  /** True when both exceed the band: a slope alone may come from one step, and a ratio alone from a small number. */
  broken: boolean;
}

/** Compares samples with a band. @param samples at least four, in order of time */
export function trendOf(samples: Sample[], band: Band): Trend {
  const quarter = (n: number) =>
    samples.slice(Math.floor((samples.length * n) / 4), Math.floor((samples.length * (n + 1)) / 4));
  const ratio = medianOf(quarter(3)) / medianOf(quarter(1));
  const megabytesAMinute = slopeOf(samples);
  return { megabytesAMinute, ratio, broken: megabytesAMinute > band.megabytesAMinute && ratio > band.ratio };
}

function medianOf(samples: Sample[]): number {
  const sorted = samples.map(({ megabytes }) => megabytes).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

/** Fits a line by least squares. */
function slopeOf(samples: Sample[]): number {
  const mean = (of: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const minute = mean((sample) => sample.minute);
  const megabytes = mean((sample) => sample.megabytes);
  const covariance = mean((sample) => (sample.minute - minute) * (sample.megabytes - megabytes));
  return covariance / mean((sample) => (sample.minute - minute) ** 2);
}
