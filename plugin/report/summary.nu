use facts.nu
use safe.nu
use text.nu

# Sum up what matters in one data directory, as text
#
# What failed within the time that it tells of, what is running and which of it
# is stuck, what comes next, what is blocked and by what, and what `orch check`
# finds: the latest, longest or most important first, in lines of 80 columns.
# What files say stays on its line, with anything that would act on a terminal
# made visible. Times are local unless `--utc` is given; the first line says
# which.
#
# What happened in the last day?
# > orch report summary
#
# A mail for the morning, of the night
# > orch report summary --since 12hr --utc | save --force night.txt
export def "report summary" [
  --data-dir (-d): path # The orchestrator's data directory; only one, not a pattern
  --since: any = 1day # Tell what ended within this time, or since this date
  --stuck-after: duration = 1hr # Call a task stuck that has been running for longer
  --utc # Write times in UTC
  --now: datetime # Report on this time instead of the present
]: nothing -> string {
  let now = $now | default (date now)
  let start = facts start $since $now (metadata $since).span
  let facts = facts $data_dir $start $now $stuck_after
  let ended = $facts.ended | facts counts
  [
    $"Orchestrator at ($facts.name | safe), ($now | text time $utc) \((text zone $now $utc)\)"
    $"Daemon: ($facts.daemon.text)"
    ...(if $facts.daemon.help == "" { [] } else { $facts.daemon.help | safe | text wrap "  " })
    $"Tasks: ($facts.counts | listed)(unread $facts.unread)"
    $"Since ($start | text time $utc): (if ($ended | is-empty) { 'none ended' } else { $ended | listed })"
    ...($facts.failed | section "Failed since then, latest first" "orch tasks --status failed" {|task| failed-lines $task $utc })
    ...($facts.running | section "Running, longest first" "orch tasks --status running" {|task| running-line $task })
    ...($facts.ready | section "Ready to run next" "orch tasks --ready" {|task| ready-line $task })
    ...($facts.blocked | section $"Blocked(hopeless $facts.blocked)" "orch tasks --blocked" {|task| blocked-line $task })
    ...(unclear $facts.unclear)
    ...($facts.findings | section "Problems" "orch check" {|finding| finding-lines $finding })
  ] | str join "\n"
}

# A heading that says how many there are, and the lines of the first ten.
def section [title: string, all: string, lines_of: closure]: list<any> -> list<string> {
  let rows = $in
  if ($rows | is-empty) { return ["" $"($title): none"] }
  let more = ($rows | length) - 10
  ["" $"($title): ($rows | length)"]
  | append ($rows | first 10 | each $lines_of | flatten)
  | append (if $more > 0 { $"- and ($more) more: ($all)" } else { [] })
}

def hopeless [blocked: list<any>]: nothing -> string {
  let count = $blocked | where hopeless == true | length
  if $count == 0 { "" } else { $" \(($count) by what failed, was cancelled or is gone\)" }
}

def unclear [tasks: int]: nothing -> list<string> {
  if $tasks == 0 { return [] }
  ["" $"Nobody can say what these wait for: ($tasks | text count 'pending task' 'pending tasks')"]
}

def listed []: list<any> -> string {
  each {|row| $"($row.tasks) ($row.status | safe)" } | str join ", " | if $in == "" { "none" } else { $in }
}

def unread [files: int]: nothing -> string {
  if $files == 0 { "" } else { $"; ($files | text count file files) cannot be read" }
}

def failed-lines [task: record, utc: bool]: nothing -> list<string> {
  let took = if $task.duration == null { "" } else { $", after ($task.duration | text age)" }
  let error = $task.error | text brief 71
  [
    ($"- ($task.completed_at | text time $utc) (text title $task)($task | workflow)($took)" | text fit 80)
    ...(if $error == "" { [] } else { [$"  Error: ($error)"] })
  ]
}

def running-line [task: record]: nothing -> string {
  let stuck = if $task.stuck { "STUCK? " } else { "" }
  let progress = if $task.progress == null { "" } else { $", at ($task.progress)%" }
  $"- ($stuck)($task.age | text age) (text title $task)($task | workflow)($progress)" | text fit 80
}

def ready-line [task: record]: nothing -> string {
  let priority = if $task.priority == null { "" } else { $", priority ($task.priority | safe)" }
  $"- (text title $task)($task | workflow)($priority)" | text fit 80
}

def blocked-line [task: record]: nothing -> string {
  let waits_for = $task.waits_for | each {|each| $"($each.id | text short-id) \(($each.state | safe))" } | str join ", "
  $"- (text title $task)($task | workflow) waits for ($waits_for)" | text fit 80
}

def finding-lines [finding: record]: nothing -> list<string> {
  $"- ($finding.place | safe): ($finding.problem | safe)" | text wrap "  " | append ($finding.help | safe | text wrap "  ")
}

def workflow []: record -> string {
  if ($in.workflow | is-empty) { "" } else { $" of ($in.workflow | safe)" }
}
