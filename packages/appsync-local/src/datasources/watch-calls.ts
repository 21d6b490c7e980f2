import type { DataSourceAnswer, DataSourceClient, Json } from "../contracts.ts";

/** One call of a data source: what the request handler returned, and what the data source answered. */
export interface DataSourceCall {
  /** The data source's name in the description. */
  dataSource: string;
  request: { [key: string]: Json };
  answer: DataSourceAnswer;
}

/** Makes a client that reports each call. */
export const watchCalls = (
  client: DataSourceClient,
  dataSource: string,
  onCall: (call: DataSourceCall) => void,
): DataSourceClient => ({
  async invoke(request, context) {
    const answer = await client.invoke(request, context);
    onCall({ dataSource, request, answer });
    return answer;
  },
  close: () => client.close(),
});
