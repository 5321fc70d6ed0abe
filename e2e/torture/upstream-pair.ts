import { lanesToGateway } from "../lanes-to-gateway.ts";
import { type GroupMember, GatewayGroup } from "./gateway-group.ts";
import type { PartOptions, TortureEngine } from "./part.ts";
import { openUser, type TortureUser } from "./torture-user.ts";

/** A gateway that does its work at another one, by the OpenAI API of that. */
export interface UpstreamPair {
  /** The one that users talk to; its only lane is the other one. */
  front: GroupMember;
  /** The one that the other hands its batches to. */
  back: GroupMember;
  frontUser: TortureUser;
  /** Whose key the front's lane has. */
  backUser: TortureUser;
  groups: { front: GatewayGroup; back: GatewayGroup };
  dispose(): Promise<void>;
}

/** Starts both, the front's lane taking so many items in a batch. */
export async function startPair(
  engine: TortureEngine,
  options: PartOptions,
  itemsPerBatch: number,
): Promise<UpstreamPair> {
  const back = await GatewayGroup.create(engine, options);
  const parts: { dispose(): Promise<void> }[] = [back];
  const dispose = async (): Promise<void> => {
    await Promise.all(parts.map((part) => part.dispose()));
  };
  try {
    const backMember = await back.add("all");
    const backUser = await openUser(backMember.url, `upstream-back-${options.seed}`);
    const lanes = await lanesToGateway(backMember.url, backUser.api_key, itemsPerBatch);
    parts.push(lanes);
    const front = await GatewayGroup.create(engine, options, lanes.environment);
    parts.push(front);
    const frontMember = await front.add("all");
    const frontUser = await openUser(frontMember.url, `upstream-front-${options.seed}`);
    const members = { front: frontMember, back: backMember };
    return { ...members, frontUser, backUser, groups: { front, back }, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
