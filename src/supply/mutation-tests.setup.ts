import fc from "fast-check";

// Instrumented code is many times slower, and a mutant waits for each property that it reaches: a few hundred tries show
// nearly as much as thousands. Not too short, since a property that has not been tried once has failed. Seeded, so that a run again
// finds the same.
fc.configureGlobal({ interruptAfterTimeLimit: 1_000, seed: 5 });
