import { type Api, type ApiOptions, createApi, type JsonResponse } from "./api.ts";
import type { ApiDescription } from "./description.ts";
import type { ReceivedRequest } from "./http-server.ts";

/** An API whose description can change while it is being asked. */
export interface ReplaceableApi {
  readonly api: Api;
  handle(request: ReceivedRequest): Promise<JsonResponse>;
  /**
   * Puts another description in the place of this one. Requests that have begun end by the old one.
   *
   * @throws Error as `createApi` does, and then the old one goes on
   */
  replace(description: ApiDescription): void;
  /** Ends the API, and what an earlier one still answers. */
  close(): Promise<void>;
}

export function createReplaceableApi(description: ApiDescription, options: ApiOptions): ReplaceableApi {
  let api = createApi(description, options);
  let pending = new Set<Promise<JsonResponse>>();
  const closing = new Set<Promise<void>>();

  async function retire(old: Api, answers: Set<Promise<JsonResponse>>): Promise<void> {
    await Promise.all(answers);
    await old.close();
  }

  return {
    get api() {
      return api;
    },
    handle(request) {
      const answers = pending;
      const answer = api.handle(request);
      answers.add(answer);
      void answer.finally(() => answers.delete(answer));
      return answer;
    },
    replace(next) {
      const old = api;
      api = createApi(next, options);
      const retired = retire(old, pending);
      pending = new Set();
      closing.add(retired);
      void retired.finally(() => closing.delete(retired));
    },
    async close() {
      await Promise.all([...closing, api.close()]);
    },
  };
}
