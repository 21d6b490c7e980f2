import type { StringUtils } from "@aws-appsync/utils/lib/string-utils.js";
import { stringOf } from "../arguments.ts";
import { normalize, typeError } from "../primordials.ts";

const FORMS = ["nfc", "nfd", "nfkc", "nfkd"];

/** `util.str`. */
export const str = {
  normalize(value, normalizationType) {
    if (FORMS.indexOf(normalizationType) < 0) {
      throw typeError(`util.str.normalize: the form must be one of ${FORMS.join()}, not ${normalizationType}`);
    }
    return normalize(stringOf(value, "util.str.normalize: the value"), normalizationType.toUpperCase());
  },
} satisfies StringUtils;
