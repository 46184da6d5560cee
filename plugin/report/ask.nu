use safe.nu

# How the reports ask the plugin, which is to say nothing by itself (--quiet): what it says quotes files, and has to be safe
# for a pipeline's log as all else in a report is.

# Gives what the plugin answers to `question`, or its error made safe.
export def main [question: closure]: nothing -> any {
  if not (is-loaded) {
    error make --unspanned {
      msg: "The plugin was not loaded when this module was"
      code: "orch::plugin_not_loaded"
      help: "Register it with `plugin add`, open a new shell, and `use` this module there. In a script, `plugin use orchestrator` comes before `use`. Without registration: nu --plugins '[/path/to/nu_plugin_orchestrator]'."
    }
  }
  let reply = try { { answer: (do $question), problem: null } } catch {|error| { answer: null, problem: $error.msg } }
  if $reply.problem == null { return $reply.answer }
  # Not where it is caught: there Nushell would show the plugin's own error beside it.
  error make --unspanned { msg: ($reply.problem | safe), code: "orch::no_report", help: "`orch check` tells what to do." }
}

# A module keeps to the commands that were there when it was read, and takes an unknown one for a program.
def is-loaded []: nothing -> bool {
  (which "orch check" | is-not-empty) and (try { orch | is-not-empty } catch { false })
}

# The status of the one data directory that a report is on.
export def status [data_dir?: string]: nothing -> record {
  let status = main { orch status --data-dir $data_dir --long --quiet }
  if ($status | describe) !~ '^record' {
    error make --unspanned {
      msg: $"This report is on one data directory, and ($data_dir | safe) is a pattern"
      code: "orch::several_directories"
      help: "Give the path of one of them."
    }
  }
  $status
}

# What `orch check` finds, without the tasks that wait for a failed one, which say nothing new.
export def findings [data_dir?: string]: nothing -> list<any> {
  main { orch check --data-dir $data_dir --quiet } | where code != failed-dependency
}

# All tasks, whatever `default_limit` says in the plugin's configuration.
export def tasks [data_dir?: string]: nothing -> list<any> {
  main { orch tasks --data-dir $data_dir --limit 1_000_000_000 --long --quiet }
}
