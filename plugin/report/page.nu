use chart.nu
use facts.nu
use html.nu
use style.nu
use text.nu

# Write a page for a browser on one data directory
#
# One file that needs no other: counts, what ended when, failures with their
# errors, what is running and for how long, what is ready, and what is blocked
# and by what. It is light or dark as the browser is, and readable on a phone.
# What files say is text, whatever it looks like. Times are local unless `--utc`
# is given; the page says which.
#
# What will others want to see?
# > orch report page | save --force orchestrator.html
export def "report page" [
  --data-dir (-d): path # The orchestrator's data directory; only one, not a pattern
  --since: any = 1day # Tell what ended within this time, or since this date
  --stuck-after: duration = 1hr # Call a task stuck that has been running for longer
  --utc # Write times in UTC
  --now: datetime # Report on this time instead of the present
]: nothing -> string {
  let now = $now | default (date now)
  let start = facts start $since $now (metadata $since).span
  let facts = facts $data_dir $start $now $stuck_after
  let title = $"Orchestrator at ($facts.name | html shown)"
  [
    "<!doctype html>"
    '<html lang="en">'
    $'<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>($title)</title>'
    $"<style>(style)</style></head>"
    "<body>"
    $"<header><h1>($title)</h1>"
    $'<p>Daemon: <span class="($facts.daemon.state)">($facts.daemon.text | html shown)</span> ($facts.daemon.help | html shown)</p>'
    $'<p class="faint">At ($now | text time $utc), (text zone $now $utc)</p></header>'
    "<main>"
    (counts $facts)
    (chart $facts.ended $start $now $utc)
    ($facts.failed | html table $"Failed since ($start | text time $utc)" "orch tasks --status failed" [Ended Task Took Error] {|task| failed-cells $task $utc })
    ($facts.running | html table "Running" "orch tasks --status running" [For Task Progress] {|task| running-cells $task })
    ($facts.ready | html table "Ready to run next" "orch tasks --ready" [Task Priority] {|task| ready-cells $task })
    ($facts.blocked | html table "Blocked" "orch tasks --blocked" [Task "Waits for"] {|task| blocked-cells $task })
    ($facts.findings | html table "Problems" "orch check" [Severity File Problem "What to do"] {|finding| finding-cells $finding })
    "</main>"
    "</body>"
    "</html>"
    ""
  ] | str join "\n"
}

def counts [facts: record]: nothing -> string {
  let cards = $facts.counts | each {|row| card $row.tasks ($row.status | html shown) }
  | append (if $facts.unread == 0 { [] } else { card $facts.unread "unreadable" })
  | append (if $facts.unclear == 0 { [] } else { card $facts.unclear "neither known to be ready nor blocked" })
  $'<ul class="counts">($cards | str join)</ul>'
}

def card [number: int, what: string]: nothing -> string {
  $"<li><b>($number)</b> ($what)</li>"
}

def failed-cells [task: record, utc: bool]: nothing -> list<string> {
  let took = if $task.duration == null { "" } else { $task.duration | text age }
  [($task.completed_at | text time $utc) (task-cell $task) $took (error-cell ($task.error | default ""))]
}

# A long error is folded up behind how it begins.
def error-cell [error: string]: nothing -> string {
  let brief = $error | text brief 200 | html escape
  let whole = $error | html shown-lines
  if $brief == $whole { $whole } else { $"<details><summary>($brief)</summary>($whole)</details>" }
}

def running-cells [task: record]: nothing -> list<string> {
  let stuck = if $task.stuck { ' <span class="stuck">stuck?</span>' } else { "" }
  let progress = if $task.progress == null { "not told" } else { $"($task.progress)%" }
  [$"($task.age | text age)($stuck)" (task-cell $task) $progress]
}

def ready-cells [task: record]: nothing -> list<string> {
  [(task-cell $task) ($task.priority | html shown)]
}

def blocked-cells [task: record]: nothing -> list<string> {
  let waits_for = $task.waits_for | each {|each| $'($each.id | html shown) <span class="(class $each.state)">($each.state | html shown)</span>' }
  [(task-cell $task) ($waits_for | str join "<br>")]
}

def finding-cells [finding: record]: nothing -> list<string> {
  let severity = $'<span class="($finding.severity)">($finding.severity)</span>'
  [$severity ($finding.place | html shown) ($finding.problem | html shown) ($finding.help | html shown)]
}

# The class that gives a state its colour.
def class [state: string]: nothing -> string {
  if $state in [failed cancelled gone] { "failed" } else { "faint" }
}

def task-cell [task: record]: nothing -> string {
  let workflow = if ($task.workflow | is-empty) { "" } else { $" of ($task.workflow | html shown)" }
  let id = $task.id | html shown
  if ($task.name | is-empty) { $"($id)($workflow)" } else { $'($task.name | html shown)<span class="faint">($id)($workflow)</span>' }
}
