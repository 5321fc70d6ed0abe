import { isDeeperThan } from "#contract/manifest/check-fields.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { isRecord } from "#contract/manifest/prompt.ts";
import { readChatRequest } from "./chat/read-request.ts";
import { writeChatRequest } from "./chat/write-request.ts";
import type { Conversation, ReadConversation } from "./conversation.ts";
import { FieldReader } from "./field-reader.ts";
import { writeGenerateContentRequest } from "./generate-content/write-request.ts";
import { bodyPathOf, itemFormOf } from "./item-form.ts";
import { writeMessagesRequest } from "./messages/write-request.ts";
import { passThrough } from "./pass-through.ts";
import { readResponsesRequest } from "./responses/read-request.ts";
import { writeResponsesRequest } from "./responses/write-request.ts";
import type {
  Inexpressible,
  Report,
  TranslatableItem,
  WireBody,
  WireRequest,
  WireTarget,
} from "./wire-form.ts";

type ConversationForm = Exclude<WireTarget["form"], "embeddings">;

const WRITERS: Readonly<
  Record<
    ConversationForm,
    (conversation: Conversation, target: WireTarget, report: Report) => WireBody
  >
> = {
  chat_completions: writeChatRequest,
  responses: writeResponsesRequest,
  messages: writeMessagesRequest,
  generate_content: writeGenerateContentRequest,
};

/**
 * The request that an item is to an upstream, or every field (the first 50) that stands in its way. An upstream of the item's own form
 * gets the body as it came; any other, one that says all that the item says. Never throws, whatever the body holds.
 */
export function toWire(item: TranslatableItem, target: WireTarget): WireRequest {
  return readForWire(item)(target);
}

/** Reads an item once, to be written for any number of targets as `toWire` writes it for one. */
export function readForWire(item: TranslatableItem): (target: WireTarget) => WireRequest {
  let read: ReadConversation | undefined;
  return (target) => {
    const path = bodyPathOf(item);
    const { body } = item;
    const form = itemFormOf(item);
    if (!isRecord(body)) return refused(path, `${path} is no object.`);
    if (form === target.form) return { body: passThrough(item, form, body, target) };
    if (form === "embeddings" || target.form === "embeddings")
      return refused(path, `${path} is no request for what this lane does (${target.form}).`);
    if (isDeeperThan(body, MANIFEST_LIMITS.maxDepth))
      return refused(path, `${path} nests deeper than ${MANIFEST_LIMITS.maxDepth} levels.`);
    read ??= readConversation(item);
    const { conversation, inexpressible } = read;
    return writeConversation(conversation, { ...target, form: target.form }, inexpressible, path);
  };
}

/** An item's conversation in no provider's form, with what only an upstream of the item's own form would understand. */
export function readConversation(item: TranslatableItem): ReadConversation {
  const path = bodyPathOf(item);
  const inexpressible: Inexpressible[] = [];
  const report = reportTo(inexpressible);
  const fields = new FieldReader(isRecord(item.body) ? item.body : {}, path, report);
  const read = itemFormOf(item) === "responses" ? readResponsesRequest : readChatRequest;
  return { conversation: read(item, fields, report), inexpressible };
}

/** A conversation in a form, unless something in it, or `known` already, cannot be expressed. */
export function writeConversation(
  conversation: Conversation,
  target: WireTarget & { form: ConversationForm },
  known: readonly Inexpressible[],
  path: string,
): WireRequest {
  const inexpressible = [...known];
  const add = reportTo(inexpressible);
  const report: Report = (place, message) => {
    // What is said of a place in which something is amiss already, that it is empty say, follows from that.
    if (!known.some((issue) => isWithin(issue.path, place))) add(place, message);
  };
  const isSaid = conversation.turns.some(({ role }) => role !== "system" && role !== "developer");
  const isTurnNeeded = target.form === "messages" || target.form === "generate_content";
  if (!isSaid && isTurnNeeded)
    report(path, `${path} has no turn of a user, and this lane needs one.`);
  const body = WRITERS[target.form](conversation, target, report);
  return inexpressible.length === 0 ? { body } : { inexpressible };
}

/** Keeps as many as the validator names of a line: whoever mends those finds the others. */
function reportTo(inexpressible: Inexpressible[]): Report {
  return (path, message) => {
    if (inexpressible.length < MANIFEST_LIMITS.maxIssuesPerLine)
      inexpressible.push({ path, message });
  };
}

function isWithin(path: string, place: string): boolean {
  return path.startsWith(place) && /^(?:$|[.[])/.test(path.slice(place.length));
}

function refused(path: string, message: string): WireRequest {
  return { inexpressible: [{ path, message }] };
}
