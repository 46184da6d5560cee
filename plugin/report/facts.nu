use ask.nu
use text.nu

# What the summary and the page tell of one data directory: its state at `now`, and what has ended since `start`.
export def main [data_dir: any, start: datetime, now: datetime, stuck_after: duration]: nothing -> record {
  let status = ask status $data_dir
  let tasks = ask tasks $data_dir
  let findings = ask findings $data_dir
  let pending = $tasks | pending
  let running = $tasks | where status in [running in_progress]
  let unread = $status.unread | default 0
  let overdue = $findings | where code == running-too-long | get path
  {
    name: ($status.data_dir | path basename)
    data_dir: $status.data_dir
    daemon: (daemon $status $findings $now)
    counts: ($tasks | counts)
    unread: $unread
    failed: ($tasks | failed $start)
    ended: ($tasks | where completed_at != null | where completed_at > $start)
    running: (
      $running | where started_at != null | sort-by started_at | append ($running | where started_at == null) | each {|task|
        let age = text between $task.started_at $now
        let stuck = $task.path in $overdue or ($age != null and $age > $stuck_after)
        $task | insert age $age | insert stuck $stuck
      }
    )
    ready: $pending.ready
    blocked: (with-reasons $pending.blocked $tasks $unread)
    unclear: ($pending.unclear | length)
    # Without what the rest of a report tells already.
    findings: ($findings | where code not-in [stale-status running-too-long])
  }
}

# When a report begins: so long before `now`, or at a date.
export def start [since: any, now: datetime, span: record]: nothing -> datetime {
  let start = match ($since | describe) {
    "duration" => ($now - $since)
    "date" | "datetime" => $since
    "string" => (try { $since | into datetime --timezone utc } catch { null })
    _ => null
  }
  if $start == null or $start > $now {
    error make {
      msg: "--since is neither a duration nor a date in the past"
      label: { text: "since when?", span: $span }
      help: "For example: --since 12hr, --since 2026-03-14."
    }
  }
  $start
}

# The tasks that have failed, since `start` if it is known, the latest first; last those of which nobody knows when. A daemon's
# clock may be ahead of this one: what it says of a time to come has happened.
export def failed [start: any]: list<any> -> list<any> {
  let failed = $in | where status == failed
  let timed = $failed | where completed_at != null | where {|task| $start == null or $task.completed_at > $start }
  $timed | sort-by --reverse completed_at | append ($failed | where completed_at == null)
}

# The tasks that have not begun: those that wait for no other, those that wait for some, and those of which nobody can say.
export def pending []: list<any> -> record {
  let all = $in | where status in [pending queued]
  let known = $all | where blocked_by != null
  {
    all: $all
    ready: ($known | where {|task| $task.blocked_by | is-empty })
    blocked: ($known | where {|task| $task.blocked_by | is-not-empty })
    unclear: ($all | where blocked_by == null)
  }
}

# How many tasks are in each status, in the order in which a task passes through them.
export def counts []: list<any> -> list<any> {
  let order = [running in_progress pending queued completed failed cancelled]
  let rows = $in | group-by status | items {|status, tasks| { status: $status, tasks: ($tasks | length) } }
  $order | each {|status| $rows | where status == $status } | flatten | append ($rows | where status not-in $order)
}

# What status.json says of the daemon, whether that can be believed, and what to do if not.
def daemon [status: record, findings: list<any>, now: datetime]: nothing -> record {
  let silence = text between $status.last_check $now | text age
  let stale = $findings | where code == stale-status
  if ($stale | is-not-empty) {
    { state: "silent", text: $"silent for ($silence), although status.json says running", help: ($stale | get 0.help) }
  } else if $status.running == true {
    { state: "working", text: $"working, last heard of ($silence) ago", help: "" }
  } else if $status.running == false {
    { state: "stopped", text: "status.json says that it is not running", help: "" }
  } else {
    { state: "unknown", text: "nothing says whether it is running", help: "" }
  }
}

# The blocked tasks with what each waits for; hopeless ones, which wait for what will never complete, come first. What is not
# among the tasks is gone only where every file could be read.
def with-reasons [blocked: list<any>, tasks: list<any>, unread: int]: nothing -> list<any> {
  let absent = if $unread == 0 { "gone" } else { "cannot be read" }
  let ids = $blocked | get blocked_by | flatten | uniq
  let states = $tasks | where id in $ids | group-by id
  let known = $states | columns
  let rows = $blocked | each {|task|
    let waits_for = $task.blocked_by | each {|id|
      { id: $id, state: (if $id in $known { $states | get $id | get 0.status } else { $absent }) }
    }
    $task | insert waits_for $waits_for | insert hopeless ($waits_for | any {|each| $each.state in [failed cancelled gone] })
  }
  $rows | where hopeless == true | append ($rows | where hopeless == false)
}
