use safe.nu

# How the reports write times, numbers and the texts of files.

# A time, in the zone that `zone` names.
export def time [utc: bool]: any -> string {
  if $in == null { return "at an unknown time" }
  $in | in-zone $utc | format date "%Y-%m-%d %H:%M"
}

export def in-zone [utc: bool]: datetime -> datetime {
  $in | date to-timezone (if $utc { "UTC" } else { "local" })
}

# In which zone the times of a report are.
export def zone [now: datetime, utc: bool]: nothing -> string {
  if $utc { "UTC" } else { $"local time, UTC($now | in-zone false | format date '%:z')" }
}

# How long it is from one time to another; null if that is unknown, or more than the 292 years of Nushell's longest duration.
export def between [from: any, to: datetime]: nothing -> any {
  if $from == null { null } else { try { $to - $from } catch { null } }
}

# A duration without what nobody reads of it.
export def age []: any -> string {
  if $in == null { return "an unknown time" }
  let unit = if $in >= 1day { 1hr } else if $in >= 1hr { 1min } else { 1sec }
  $in // $unit * $unit | into string
}

# A task by its name, if it has one, and its id.
export def title [task: record]: nothing -> string {
  let id = $task.id | short-id
  if ($task.name | is-empty) { $id } else { $"($id) ($task.name | safe)" }
}

# As much of an id as commands need to find its task.
export def short-id []: string -> string {
  if $in =~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' { $in | str substring 0..<8 } else { $in | safe }
}

# The first line of what a file says, and no more of it than fits.
export def brief [width: int]: any -> string {
  let lines = $in | default "" | into string | str trim | lines
  let first = $lines | get 0? | default "" | safe
  if ($lines | length) > 1 { $"($first) ..." | fit $width } else { $first | fit $width }
}

export def fit [width: int]: string -> string {
  if ($in | str length --grapheme-clusters) <= $width { return $in }
  ($in | str substring --grapheme-clusters 0..<($width - 3)) + "..."
}

# A number of things.
export def count [one: string, many: string]: int -> string {
  $"($in) (if $in == 1 { $one } else { $many })"
}

# The text in lines of at most 80 columns, where its words allow that; what begins with `-` is an item of a list. No other line
# begins with `::`, with which a command begins in the logs of some pipelines.
export def wrap [indent: string]: string -> list<string> {
  split row " " | reduce --fold [] {|word, lines|
    let line = $"($lines | last 1 | str join) ($word)"
    if ($lines | is-empty) {
      [(if $word == "-" { $word } else { $indent + $word })]
    } else if ($line | str length --grapheme-clusters) > 80 and not ($word | str starts-with "::") {
      $lines | append ($indent + $word)
    } else {
      $lines | drop | append $line
    }
  }
}
