/** Put in by the bundler; absent where the source runs as it is. */
declare const __FAIL_POINTS__: boolean | undefined;

/** True in the build for tests alone; a constant, so that the bundler drops what depends on it. */
export const hasFailPoints: boolean = typeof __FAIL_POINTS__ === "boolean" && __FAIL_POINTS__;
