import type { CheckableLane, OfferedModel } from "../../lanes/check/checkable-lanes.ts";
import type { CommandOutput } from "../run-command.ts";

/** Says what each lane is, with its models and prices, and whether its key is set; the key itself is never read. */
export function listLanes(
  output: CommandOutput,
  lanes: readonly CheckableLane[],
  isJson: boolean,
): void {
  if (isJson) {
    output.say(JSON.stringify({ lanes: lanes.map(entryOf) }, null, 2));
    return;
  }
  for (const lane of lanes) for (const line of linesOf(lane)) output.say(line);
}

function entryOf({ entry, connection, models }: CheckableLane) {
  const { lane_id, display_name, adapter, provider, region, concurrency } = entry;
  return {
    lane_id,
    display_name,
    adapter,
    provider,
    region,
    concurrency,
    requests_per_minute: entry.requests_per_minute,
    api_key_env: connection?.secret?.variable ?? null,
    is_api_key_set: connection?.secret?.isSet ?? null,
    models: models.map(({ model, offering }) => ({
      model: model.slug,
      input_price_per_million: offering.input_price_per_million,
      output_price_per_million: offering.output_price_per_million,
      batch_discount: offering.batch_discount,
    })),
  };
}

function linesOf({ entry, connection, models }: CheckableLane): string[] {
  const { lane_id, display_name, adapter, provider, region, concurrency } = entry;
  const rate =
    entry.requests_per_minute === null
      ? "no rate stated"
      : `at most ${entry.requests_per_minute} a minute`;
  return [
    `${lane_id}: ${display_name} (${adapter}, ${provider}, ${region})`,
    `  ${keyWords(connection)}; ${concurrency} at once, ${rate}`,
    ...models.map((offered) => `  ${priceWords(offered)}`),
  ];
}

function keyWords(connection: CheckableLane["connection"]): string {
  if (connection === null) return "no provider: this machine makes its answers up";
  if (connection.secret === null) return "no key";
  const { variable, isSet } = connection.secret;
  return isSet
    ? `key in ${variable}, set`
    : `key in ${variable}, which is NOT SET: the gateway does not start without it`;
}

function priceWords({ model, offering }: OfferedModel): string {
  const { input_price_per_million, output_price_per_million, batch_discount } = offering;
  const discount = Number(batch_discount);
  const less = discount === 0 ? "" : `, less ${Number((discount * 100).toFixed(2))} % for batches`;
  return `${model.slug}: $${input_price_per_million} in, $${output_price_per_million} out per million tokens${less}`;
}
