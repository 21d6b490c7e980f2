import { API_KEY_EXPIRES_AT, type Deployment } from "../stage.ts";

const DAY = 24 * 60 * 60;
/** AppSync takes 365 days at most, counted from when it makes the change. */
const DAYS = 364;

/**
 * Gives the arguments by which the CDK renews the API key: its value stays, and it expires nearly a year later. Deploys of one day name the
 * same time, so that the second changes nothing.
 *
 * @param now epoch milliseconds
 */
export const renewedApiKey = ({ prefix }: Deployment, now: number): string[] => [
  "--parameters",
  `${prefix}:${API_KEY_EXPIRES_AT}=${(Math.floor(now / 1000 / DAY) + DAYS) * DAY}`,
];
