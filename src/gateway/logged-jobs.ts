import type { Logger } from "pino";
import type { JobHandler } from "./queue/job-handler.ts";

/** The handler with a line in the log for each run that begins, at `debug`: of many processes it tells who did what. */
export function withLog(handler: JobHandler, log: Logger): JobHandler {
  return {
    ...handler,
    run(job, controls) {
      const { kind: job_kind, attempts: attempt, fence } = job;
      log.debug({ job_kind, job_id: `${job.id}`, fence: `${fence}`, attempt }, "job begun");
      return handler.run(job, controls);
    },
  };
}
