/** One look at a figure of memory. */
export interface Sample {
  minute: number;
  megabytes: number;
}

/** What memory may do from the end of the warm-up on. */
export interface Band {
  /** Of a straight line fitted to the samples. */
  megabytesAMinute: number;
  /** The last quarter's median over the second quarter's. */
  ratio: number;
}

export interface Trend extends Band {
  /** Broken when both are above the band: a slope alone may be one step, a ratio alone a small number. */
  broken: boolean;
}

/** Holds samples in order of time against a band. @param samples four at least */
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

/** By least squares. */
function slopeOf(samples: Sample[]): number {
  const mean = (of: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const minute = mean((sample) => sample.minute);
  const megabytes = mean((sample) => sample.megabytes);
  const covariance = mean((sample) => (sample.minute - minute) * (sample.megabytes - megabytes));
  return covariance / mean((sample) => (sample.minute - minute) ** 2);
}
