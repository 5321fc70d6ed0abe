/**
 * Every edge between the database, the storage, the lanes and the network at which a process may die, by name: what is
 * safe there and what is not yet.
 */
export const FAIL_POINTS = {
  after_idempotency_claim:
    "The key is claimed within the transaction of its request; nothing is done yet.",
  before_request_commit: "All that a request changes is written and not committed.",
  after_request_commit: "What a request changed is committed and not answered.",
  before_upload_stored: "The bytes of an upload are announced and not stored.",
  after_upload_stored: "The bytes of an upload are stored and no row names them.",
  after_file_row_deleted: "The row of a deleted file is gone and its bytes are not.",
  before_submit_commit:
    "A batch is written, its quote used and its credits reserved; nothing of it is committed.",
  after_submit_commit: "A batch is accepted and its caller does not know.",
  before_cancel_commit: "Cancelling is decided and not committed.",
  after_cancel_commit: "Cancelling is committed and no worker knows.",
  after_claim: "A job is leased and not begun.",
  before_failure_commit: "An attempt has failed and its job does not say so.",
  plan_begun: "A batch is being planned and no unit is cut.",
  plan_chunk_committed: "Some units are cut and queued, the rest is not.",
  before_plan_commit: "The last units are cut and not committed.",
  after_plan_commit: "A batch is planned and its job gone.",
  after_unit_begun: "A unit is marked as running and no line is read.",
  before_lane_call: "An item is about to be sent to a provider.",
  after_lane_answer: "A provider has answered, and will bill, and nothing is kept.",
  round_written: "How each item stands after a pass is written, and no row names it.",
  after_round_commit: "Upstream batches are noted and none is handed over.",
  before_upstream_submit: "A provider is about to be handed a batch.",
  after_upstream_submit: "A provider has a batch, will bill, and nothing is kept of it.",
  after_upstream_known: "A provider's id for a batch is kept.",
  upstream_answers_written: "The answers to an upstream batch are written and no row names them.",
  after_upstream_answered: "The answers are kept, and the provider still has its own.",
  after_upstream_forgotten: "The provider was asked to delete its own, and that is not kept.",
  unit_file_written: "The result files of a unit are written and no row names them.",
  before_unit_commit: "What came of a unit is in the transaction and not committed.",
  after_unit_commit: "A unit is done and its job gone.",
  before_artifact_join: "All units are done and no artifact is begun.",
  output_joined: "The output file is written, the error file is not.",
  errors_joined: "Both artifacts are written and no row names them.",
  before_settle_commit: "The bill, the end and the event are in the transaction and not committed.",
  after_settle_commit: "A batch has ended and its job is gone.",
  before_expire_commit: "The deadline is acted on and not committed.",
  draft_written: "The bytes of an artifact lie under a draft's name.",
  artifact_renamed: "An artifact has its name and its writer does not know.",
  before_webhook_send: "A delivery is due and not sent.",
  after_webhook_send: "A receiver has answered and the attempt is not kept.",
  before_attempt_commit: "The attempt is in the transaction and not committed.",
  after_attempt_commit: "The attempt is kept and its job put off or gone.",
  before_sweep: "The unit files of an ended batch are about to be deleted.",
  after_sweep: "The unit files are deleted and the job is not done.",
} as const satisfies Record<string, string>;

export type FailPointName = keyof typeof FAIL_POINTS;
