use text.nu

# From the bottom of a bar to its top.
const kinds = [failed cancelled completed]

# How many tasks ended in each hour or, of a longer time than three days, on each day, as bars. More days than those of a year
# would be too narrow to be seen.
export def main [ended: list<any>, since: datetime, now: datetime, utc: bool]: nothing -> string {
  let start = if $since < $now - 52wk { $now - 52wk } else { $since }
  let by_hour = $now - $start <= 3day
  let unit = if $by_hour { "hour" } else { "day" }
  let format = if $by_hour { "%Y-%m-%d %H:00" } else { "%Y-%m-%d" }
  # Half a day at a time, as a day has not always 24 hours.
  let step = if $by_hour { 1hr } else { 12hr }
  let times = 0..(($now - $start) // $step) | each {|number| $start + $number * $step } | append $now
  let slots = $times | each {|time| $time | text in-zone $utc | format date $format } | uniq
  let found = $ended | where completed_at > $start | each {|task| { slot: ($task.completed_at | text in-zone $utc | format date $format), kind: $task.status } }
  let by_slot = $found | group-by slot
  let bars = $slots | each {|slot|
    let here = if $slot in ($by_slot | columns) { $by_slot | get $slot } else { [] }
    { slot: $slot, counts: ($kinds | each {|kind| $here | where kind == $kind | length }) }
  }
  let most = $bars | each {|bar| $bar.counts | math sum } | math max
  let drawn = $bars | enumerate | each {|bar| draw $bar.item $bar.index (100 / ($bars | length)) $most } | str join
  let all = $kinds | each {|kind| $found | where kind == $kind | length }
  let key = $kinds | zip $all | each {|each| $'<span><i class="($each.0)"></i> ($each.1) ($each.0)</span>' } | str join " "
  $'<section><h2>Ended per ($unit) since ($start | text time $utc)</h2><figure>
<svg role="img" aria-label="(words $all), at most ($most) in one ($unit)" viewBox="0 0 100 100" preserveAspectRatio="none">($drawn)</svg>
<div class="axis"><span>($slots | first)</span><span>at most ($most) in one ($unit)</span><span>($slots | last)</span></div>
<figcaption>($key)</figcaption></figure></section>'
}

def draw [bar: record, index: int, width: number, most: int]: nothing -> string {
  if ($bar.counts | math sum) == 0 { return "" }
  let parts = $kinds | zip $bar.counts | reduce --fold { top: 100, parts: [] } {|each, drawn|
    let height = 100 * $each.1 / $most
    let top = $drawn.top - $height
    let part = $'<rect class="($each.0)" x="($index * $width)" y="($top)" width="($width * 0.85)" height="($height)"/>'
    { top: $top, parts: ($drawn.parts | append $part) }
  } | get parts | str join
  $"<g><title>($bar.slot): (words $bar.counts)</title>($parts)</g>"
}

def words [counts: list<int>]: nothing -> string {
  $counts | zip $kinds | each {|each| $"($each.0) ($each.1)" } | str join ", "
}
