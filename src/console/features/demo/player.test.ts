import { beforeEach, expect, test } from "vitest";
import { newPlay, readPlay, writePlay } from "./play-record.ts";
import { PLAY_STEPS, type PlayStep } from "./play-steps.ts";
import { Player } from "./player.ts";
import type { Performed } from "./scenes/scene.ts";

const ENVIRONMENT = "local";
const SHOW = { scenario: "calm", seed: 7, pace: 20 } as const;

interface OpenScene {
  step: PlayStep;
  signal: AbortSignal;
  end: (end?: Partial<Performed>) => void;
  fail: (error: Error) => void;
}

/** A stage on which each scene lasts until the test ends it, and captions take no time. */
function createStage() {
  const scenes: OpenScene[] = [];
  const told: object[] = [];
  const player = new Player({
    environmentId: ENVIRONMENT,
    wait: () => Promise.resolve(),
    tell: async (body) => void told.push(body),
    perform: (step, _play, signal) =>
      new Promise((resolve, reject) => {
        const end = (made: Partial<Performed> = {}): void =>
          resolve({ outcome: `${step.id} is over`, ids: [], call: null, ...made });
        scenes.push({ step, signal, end, fail: reject });
      }),
  });
  return { player, scenes, told };
}

const play = () => readPlay(ENVIRONMENT);
/** Everything that is ready to happen has happened: a task comes after all that promises have put in line. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(() => writePlay(ENVIRONMENT, undefined));

test("scenes follow one another, each once, and the last one ends the play with its fingerprint", async () => {
  const { player, scenes } = createStage();
  player.start(SHOW);
  for (const [at, step] of PLAY_STEPS.entries()) {
    await settled();
    expect(scenes.map((scene) => scene.step.id)).toHaveLength(at + 1);
    expect(play()).toMatchObject({ at, isUnderWay: true, state: "playing" });
    scenes[at]?.end(
      step.id === "end" ? { fingerprint: { value: "0123456789abcdef", isAsBefore: true } } : {},
    );
  }
  await settled();
  expect(play()).toMatchObject({
    state: "ended",
    isUnderWay: false,
    fingerprint: "0123456789abcdef",
    isAsBefore: true,
  });
  expect(play()?.steps.map(({ id }) => id)).toEqual(PLAY_STEPS.map(({ id }) => id));
});

test("a pause holds the gateway at once, lets the scene in hand end, and begins no other", async () => {
  const { player, scenes, told } = createStage();
  player.start(SHOW);
  await settled();
  scenes[0]?.end();
  await settled();
  player.pause();
  expect(play()?.state).toBe("paused");
  expect(told).toEqual([{ is_paused: true }]);
  scenes[1]?.end({ facts: { email: "a@example.com" } });
  await settled();
  expect(scenes).toHaveLength(2);
  expect(play()).toMatchObject({ at: 2, state: "paused", facts: { email: "a@example.com" } });
  player.play();
  await settled();
  expect(told.at(-1)).toEqual({ is_paused: false });
  expect(scenes).toHaveLength(3);
});

test("one step is one scene: the play is paused again behind it, and the gateway with it", async () => {
  const { player, scenes, told } = createStage();
  writePlay(ENVIRONMENT, { ...newPlay(SHOW), state: "paused", at: 4, started_at: "2026-01-05" });
  player.step();
  await settled();
  expect(scenes.map(({ step }) => step.id)).toEqual(["key"]);
  scenes[0]?.end();
  await settled();
  expect(play()).toMatchObject({ state: "paused", at: 5, isUnderWay: false });
  expect(scenes).toHaveLength(1);
  expect(told).toEqual([{ is_paused: false }, { is_paused: true }]);
});

test("stopping ends the scene in hand, and what comes of it late changes nothing", async () => {
  const { player, scenes } = createStage();
  player.start(SHOW);
  await settled();
  player.stop();
  expect(scenes[0]?.signal.aborted).toBe(true);
  scenes[0]?.end({ facts: { email: "late@example.com" } });
  await settled();
  expect(play()).toMatchObject({ state: "stopped", at: 0, isUnderWay: false, facts: {} });
  expect(scenes).toHaveLength(1);
});

test("after a reload the scene that was under way is done anew, and one that is paused stays so", async () => {
  const first = createStage();
  first.player.start(SHOW);
  await settled();
  first.scenes[0]?.end();
  await settled();
  // The page is gone with its player; the record is what is left.
  const second = createStage();
  second.player.resume();
  second.player.resume();
  await settled();
  expect(second.scenes.map(({ step }) => step.id)).toEqual(["register"]);

  second.player.pause();
  const third = createStage();
  third.player.resume();
  await settled();
  expect(third.scenes).toEqual([]);
  expect(play()?.state).toBe("paused");
});

test("a scene that fails ends the play with its sentence, and another show begins from nothing", async () => {
  const { player, scenes } = createStage();
  player.start(SHOW);
  await settled();
  scenes[0]?.fail(new Error("The gateway does not answer."));
  await settled();
  expect(play()).toMatchObject({ state: "failed", error: "The gateway does not answer." });
  player.start({ ...SHOW, seed: 8 });
  await settled();
  expect(play()).toMatchObject({ state: "playing", at: 0, error: null, show: { seed: 8 } });
});
