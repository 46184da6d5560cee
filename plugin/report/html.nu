use safe.nu

# The parts of a page. What is from a file becomes text by `shown` before it goes into one.

# What a file says, as text of a page that is safe to look at.
export def shown []: any -> string {
  if $in == null { return "" }
  $in | safe | escape
}

# The same for what may have lines, which stay on one line of the page's source: a log that shows that takes no command from it.
export def shown-lines []: string -> string {
  str trim | lines | each { shown } | str join "<br>"
}

export def escape []: string -> string {
  str replace --all "&" "&amp;" | str replace --all "<" "&lt;" | str replace --all ">" "&gt;" | str replace --all '"' "&quot;"
}

# A heading, which says how many rows there are, and the first 100 as a table. `cells_of` gives the cells of a row, as HTML;
# `all` is the command that lists the others.
export def table [heading: string, all: string, columns: list<string>, cells_of: closure]: list<any> -> string {
  let rows = $in
  if ($rows | is-empty) { return $"<section><h2>($heading)</h2><p>None.</p></section>" }
  let head = $columns | each {|column| $'<th scope="col">($column)</th>' } | str join
  let body = $rows | first 100 | each {|row|
    let cells = do $cells_of $row | zip $columns | each {|cell| $'<td data-label="($cell.1)">($cell.0)</td>' } | str join
    $"<tr>($cells)</tr>"
  } | str join "\n"
  let more = ($rows | length) - 100
  let rest = if $more > 0 { $"\n<p>And ($more) more: <code>($all)</code></p>" } else { "" }
  $'<section><h2>($heading) <span class="number">($rows | length)</span></h2>
<table><thead><tr>($head)</tr></thead><tbody>
($body)
</tbody></table>($rest)</section>'
}
