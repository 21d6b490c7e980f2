import { publicId } from "./lane.ts";

/**
 * The ids of tokens: `<purpose>_<key version><device or ->_<64 hex digits>`, 36 to 131 characters. They say all that is needed to find a
 * token and to check a guess at it without reading anything before. What an id says is not trusted: every write has the whole id in its
 * condition, so that one that was made up meets nothing.
 */

/** The most characters of a text that may be an id. */
export const MAX_ID_LENGTH = 160;

/** Ids that were made before they carried key version and device have two parts. They verify until they expire. */
export const ID_PATTERN = "[a-z][a-z0-9-]{0,31}_([1-9](-|[0-9a-f]{32})_)?[0-9a-f]{64}";

export interface IdParts {
  purpose: string;
  /** Version of the keys that its code and MAC are made with; null in an id of the old form. */
  keyVersion: string | null;
  /** The known device whose lane the token is in; null for the common lane. */
  device: string | null;
}

/** Gives an id. @param random 64 hex digits */
export const idOf = ({ purpose, keyVersion, device }: IdParts, random: string) =>
  `${purpose}_${keyVersion}${device ?? "-"}_${random}`;

/** Gives an id as those may see it who are not its owner: of a known device it names only the half that `devices` lists. */
export function publicTokenId(id: string): string {
  const { device } = partsOf(id);
  return device === null ? id : id.split(device).join(publicId(device));
}

/** Gives the parts of an id. @param id a text that matches `ID_PATTERN` */
export function partsOf(id: string): IdParts {
  const parts = id.split("_");
  const [purpose, lane] = parts as [string, string];
  if (parts.length < 3) return { purpose, keyVersion: null, device: null };
  const device = lane.slice(1);
  return { purpose, keyVersion: lane.slice(0, 1), device: device === "-" ? null : device };
}
