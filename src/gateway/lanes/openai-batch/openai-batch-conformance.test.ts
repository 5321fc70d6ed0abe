import { describeBatchLaneConformance } from "../batch-lane-conformance.ts";
import { BATCH_ENDS } from "../provider/test-played-provider.ts";
import { openAiBatchLane } from "./test-openai-batch-lane.ts";
import { playOpenAi } from "./test-played-openai.ts";

describeBatchLaneConformance({
  name: "openai-batch",
  lane: openAiBatchLane,
  play: playOpenAi,
  ends: BATCH_ENDS,
});
