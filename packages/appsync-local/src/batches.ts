import type { DataSourceAnswer, Json } from "./contracts.ts";

/** The runs of one resolver in one request, whose calls at the same step can become one `BatchInvoke`. */
export interface Batches {
  /** Says that a run has begun. */
  begin(run: object): void;
  /** Says that a run calls alone at a step. */
  pass(run: object, step: number): void;
  /**
   * Puts a run's call into a batch, which is sent when it is full, or when no run can join it any more: each has got to this step, has gone past it
   * or has ended.
   */
  join(run: object, step: number, call: BatchedCall): Promise<DataSourceAnswer>;
  end(run: object): void;
}

export interface BatchedCall {
  payload: Json;
  /** Calls with different kinds are in different batches. */
  kind: string;
  /** The most calls of a batch. */
  size: number;
  /** Sends the batch. Its result is a list with the results of the payloads, in order. */
  send(payloads: Json[]): Promise<DataSourceAnswer>;
}

interface Batch {
  step: number;
  send: BatchedCall["send"];
  members: { payload: Json; resolve(answer: DataSourceAnswer): void; reject(error: unknown): void }[];
}

/** Where a run is that has not called yet. */
const BEFORE_ALL = -1;

export function createBatches(): Batches {
  const steps = new Map<object, number>();
  const batches = new Map<string, Batch>();

  function move(run: object, step: number | undefined): void {
    if (step === undefined) steps.delete(run);
    else steps.set(run, step);
    if (batches.size === 0) return;
    const first = [...steps.values()].reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
    for (const [key, batch] of batches) if (batch.step <= first) send(key, batch);
  }

  function send(key: string, { send: dispatch, members }: Batch): void {
    batches.delete(key);
    dispatch(members.map(({ payload }) => payload)).then(
      (answer) => {
        for (const [index, { resolve }] of members.entries()) resolve(share(answer, index));
      },
      (error) => {
        for (const { reject } of members) reject(error);
      },
    );
  }

  return {
    begin: (run) => move(run, BEFORE_ALL),
    pass: move,
    join(run, step, { payload, kind, size, send: dispatch }) {
      return new Promise((resolve, reject) => {
        const key = `${step} ${kind}`;
        const batch = batches.get(key) ?? { step, send: dispatch, members: [] };
        batch.members.push({ payload, resolve, reject });
        batches.set(key, batch);
        if (batch.members.length >= size) send(key, batch);
        move(run, step);
      });
    },
    end: (run) => move(run, undefined),
  };
}

/** One member's part of the answer to a batch. An error is everybody's. */
function share(answer: DataSourceAnswer, index: number): DataSourceAnswer {
  const { result } = answer;
  return Array.isArray(result) ? { ...answer, result: result[index] ?? null } : answer;
}
