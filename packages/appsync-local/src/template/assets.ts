import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { TemplateError } from "./cloudformation.ts";

/** A file or folder that the CDK uploads before it deploys. */
export interface AssetFile {
  hash: string;
  /** Its object keys in the bucket of assets. */
  keys: string[];
  path: string;
}

export interface Assets {
  /**
   * The file or folder here that is uploaded to `s3://<bucket>/<key>`, an https address of S3, or a key. Anything else is a path, relative to the
   * template, as in templates that `aws cloudformation package` has yet to read.
   *
   * @param what who needs it, for the error
   * @throws TemplateError when it is not here
   */
  locate(location: string, what: string): string;
}

const S3 = /^(?:s3:\/\/[^/]+\/|https:\/\/s3\.[^/]+\/[^/]+\/|https:\/\/[^/]+\.s3[^/]*\/)(.+)$/;

/** @param files gets what was located */
export function createAssets(found: AssetFile[], folder: string, files: Set<string>): Assets {
  function find(location: string): string {
    const key = S3.exec(location)?.[1] ?? location;
    const asset = found.find(({ keys, hash }) => keys.includes(key) || key.replace(/\..*$/, "") === hash);
    if (asset) return asset.path;
    return isAbsolute(location) ? location : join(folder, location);
  }
  return {
    locate(location, what) {
      const path = find(location);
      // Also where there is nothing: it may come.
      files.add(path);
      if (existsSync(path)) return path;
      throw new TemplateError(`${what} is at ${location}, and no asset here is uploaded to there`);
    },
  };
}
