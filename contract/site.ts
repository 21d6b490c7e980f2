/** A site whose pages, or an Android app that, may fill in a code. */
export interface Site {
  host: string;
  androidHash?: string;
}
