-- job_show(job uuid, scope text) -> one body
-- How far a job is, for who may see it with a token of this scope.
SELECT to_json(job_document(j)) AS body FROM job AS j
 WHERE j.id = :job AND j.scope = ANY (string_to_array(:scope, ' '));

-- job_cancel(job uuid, scope text) -> one body, id on write
-- Stops a job; what it has done stays. Breaks wrong_state or not_found.
SELECT k.body, k.id
  FROM job_cancel(:job, :scope) AS j, LATERAL answered(to_json(job_document(j)), NULL, j.id) AS k;

-- job_claim(owner uuid, kinds texts, most int) -> many id, kind, attempt on write
-- Leases jobs of these kinds for a minute.
SELECT id, kind, attempt FROM job_claim(:owner, :kinds, :most);

-- job_end(job uuid, owner uuid, attempt int, state text, problem text?) -> none on write
-- Ends a job as 'failed', or leaves it 'queued' for somebody else to go on with.
SELECT job_advance(:job, :owner, :attempt, :state::job_state, NULL, '{}', :problem);

-- job_forget() -> none on write
-- Jobs that ended a month ago.
DELETE FROM job WHERE done_at < now() - interval '30 days';

-- job_webhook_step(job uuid, owner uuid, attempt int, most int) -> one state on write
-- Sends the next of an endpoint's events once more; the state is 'running' while there are more.
SELECT webhook_job_step(:job, :owner, :attempt, :most) AS state;
