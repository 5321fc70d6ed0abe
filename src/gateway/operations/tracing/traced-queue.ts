import * as z from "zod/mini";
import type { JobHandler } from "#gateway/queue/job-handler.ts";
import type { Queue } from "#gateway/queue/queue.ts";
import type { Tracing } from "./tracing.ts";

/*
 * A trace goes over the queue inside the payload: what is enqueued in a span carries its `traceparent`, and the job's span
 * goes on from there, in whichever process and after whatever restart. So one batch is one trace: the submit, its plan,
 * its units, its end and the webhooks. Payload schemas leave out what they do not know, so handlers see nothing of it.
 */

const Carrier = z.object({ traceparent: z.optional(z.string()) });

/** What jobs of a batch, and of deliveries, are about. */
const Subject = z.object({
  batch_id: z.optional(z.string()),
  unit: z.optional(z.number()),
  delivery_id: z.optional(z.string()),
});

/** The same queue; jobs enqueued in a span remember it. */
export function traceQueue(tracing: Tracing, queue: Queue): Queue {
  const carry = <Job extends { readonly payload: unknown }>(job: Job): Job => {
    const traceparent = tracing.current();
    if (traceparent === undefined || typeof job.payload !== "object") return job;
    // Another field in a payload: its schema, which reads it again, leaves that out.
    return { ...job, payload: { ...job.payload, traceparent } } as Job;
  };
  return {
    ...queue,
    enqueue: (tx, kind, job) => queue.enqueue(tx, kind, carry(job)),
    enqueueMany: (tx, kind, jobs) => queue.enqueueMany(tx, kind, jobs.map(carry)),
  };
}

/** The same handler, each attempt of it in a span that goes on from where the job was enqueued. */
export function traceJobs(tracing: Tracing, handler: JobHandler): JobHandler {
  return {
    ...handler,
    run: (job, controls) => {
      const carrier = Carrier.safeParse(job.payload);
      const subject = Subject.safeParse(job.payload);
      const { batch_id, unit, delivery_id } = subject.success ? subject.data : {};
      return tracing.run(
        {
          name: `process ${job.kind}`,
          kind: "consumer",
          parent: carrier.success ? carrier.data.traceparent : undefined,
          attributes: {
            "messaging.system": "batchrouter",
            "messaging.operation.type": "process",
            "messaging.destination.name": job.kind,
            "messaging.message.id": job.id.toString(),
            "batchrouter.batch_id": batch_id,
            "batchrouter.unit": unit,
            "batchrouter.delivery_id": delivery_id,
            "batchrouter.attempt": job.attempts,
          },
        },
        () => handler.run(job, controls),
      );
    },
  };
}
