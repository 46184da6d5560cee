use ask.nu
use facts.nu
use safe.nu
use text.nu

# End with an error where tasks have failed
#
# For a script or a pipeline that must not go on then. Each failed task and each
# error that `orch check` finds is printed as a line. In a script and in `nu -c`
# the error ends it with exit code 1; at a prompt the shell stays open, and `try`
# catches it. Its message, and from Nushell 0.109 its code, say what it is:
#
# - orch::tasks_failed: look at them with `orch logs`. What has been dealt with
#   is left out by `--since`.
# - orch::data_errors: no task is known to have failed, but nobody can be sure.
#   `orch check` says what to do about each error.
# - orch::no_report: the data cannot be read at all. `orch check` says why.
#
# May the deployment go on?
# > orch report gate --since 1hr; ./deploy.nu
export def "report gate" [
  --data-dir (-d): path # The orchestrator's data directory, or a pattern of several
  --since: any # Only tasks that failed within this time, since this date, or at an unknown time
  --utc # Write times in UTC
  --now: datetime # Report on this time instead of the present
]: nothing -> string {
  let now = $now | default (date now)
  let start = if $since == null { null } else { facts start $since $now (metadata $since).span }
  let errors = ask findings $data_dir | where severity == error
  for finding in $errors {
    print $"Problem: ($finding.path | safe): ($finding.problem | safe). ($finding.help | safe)"
  }
  let reply = try { { tasks: (ask tasks $data_dir), problem: null } } catch {|error| { tasks: [], problem: $error.msg } }
  # Not where it is caught: there Nushell would show the other error beside it.
  if $reply.problem != null {
    error make --unspanned {
      msg: $"Nobody can say whether tasks have failed: ($reply.problem)"
      code: "orch::no_report"
      help: "`orch check` tells what to do."
    }
  }
  let failed = $reply.tasks | facts failed $start
  for task in $failed {
    let error = if ($task.error | is-empty) { "" } else { $": ($task.error | text brief 200)" }
    let name = if ($task.name | is-empty) { "" } else { $" ($task.name | safe)" }
    print $"Failed: ($task.id | safe)($name), ($task.completed_at | text time $utc)(zone $task.completed_at $utc)($error)"
  }
  let wrong = if ($errors | is-empty) { "" } else { $"the data has ($errors | length | text count error errors)" }
  if ($failed | is-not-empty) {
    let also = if $wrong == "" { "" } else { $", and ($wrong)" }
    error make --unspanned {
      msg: $"($failed | length | text count 'task has' 'tasks have') failed($also)"
      code: "orch::tasks_failed"
      help: "`orch logs` shows what a task said. To leave out what has been dealt with, say since when: --since 1hr."
    }
  }
  if $wrong != "" {
    error make --unspanned {
      msg: $"No task is known to have failed, but ($wrong)"
      code: "orch::data_errors"
      help: "`orch check` tells what to do about each."
    }
  }
  "No task has failed."
}

# Said of each time, as lines of a log are read one by one.
def zone [time: any, utc: bool]: nothing -> string {
  if $time == null { "" } else if $utc { " UTC" } else { $time | text in-zone false | format date " %:z" }
}
