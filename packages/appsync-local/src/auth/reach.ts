/** `mayReach` of callers whose mode has no policy of its own. It is one function, so that subscribers who may see the same are known by it. */
export const reachesAll = () => true;
