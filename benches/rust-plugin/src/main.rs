//! What the same commands take as a Nushell plugin in Rust that keeps nothing between calls.
use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use nu_plugin::{
    serve_plugin, EngineInterface, EvaluatedCall, MsgPackSerializer, Plugin, PluginCommand,
    SimplePluginCommand,
};
use nu_protocol::{record, LabeledError, Signature, Span, SyntaxShape, Type, Value};
use serde::{de::DeserializeOwned, Deserialize};

struct Orchestrator;

impl Plugin for Orchestrator {
    fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").into()
    }

    fn commands(&self) -> Vec<Box<dyn PluginCommand<Plugin = Self>>> {
        vec![Box::new(StatusCommand), Box::new(TasksCommand)]
    }
}

#[derive(Deserialize)]
struct Status {
    running: bool,
    tasks_pending: i64,
    tasks_running: i64,
    last_check: String,
}

struct StatusCommand;

impl SimplePluginCommand for StatusCommand {
    type Plugin = Orchestrator;

    fn name(&self) -> &str {
        "orchr status"
    }

    fn description(&self) -> &str {
        "What status.json says"
    }

    fn signature(&self) -> Signature {
        data_signature("orchr status")
    }

    fn run(
        &self,
        _plugin: &Orchestrator,
        _engine: &EngineInterface,
        call: &EvaluatedCall,
        _input: &Value,
    ) -> Result<Value, LabeledError> {
        let status: Status = read(&data_dir(call)?.join("status.json"))?;
        let span = call.head;
        let record = record! {
            "running" => Value::bool(status.running, span),
            "tasks_pending" => Value::int(status.tasks_pending, span),
            "tasks_running" => Value::int(status.tasks_running, span),
            "last_check" => Value::string(status.last_check, span),
        };
        Ok(Value::record(record, span))
    }
}

/// Only what is listed: serde skips the rest of a file.
#[derive(Deserialize)]
struct Task {
    id: String,
    status: String,
    created_at: DateTime<FixedOffset>,
    priority: i64,
}

impl Task {
    fn into_value(self, span: Span) -> Value {
        let record = record! {
            "id" => Value::string(self.id, span),
            "status" => Value::string(self.status, span),
            "created_at" => Value::date(self.created_at, span),
            "priority" => Value::int(self.priority, span),
        };
        Value::record(record, span)
    }
}

struct TasksCommand;

impl SimplePluginCommand for TasksCommand {
    type Plugin = Orchestrator;

    fn name(&self) -> &str {
        "orchr tasks"
    }

    fn description(&self) -> &str {
        "The queue's tasks, the most urgent and then the oldest first"
    }

    fn signature(&self) -> Signature {
        data_signature("orchr tasks")
            .named(
                "status",
                SyntaxShape::String,
                "only tasks of this status",
                None,
            )
            .named("limit", SyntaxShape::Int, "at most so many", None)
    }

    fn run(
        &self,
        _plugin: &Orchestrator,
        _engine: &EngineInterface,
        call: &EvaluatedCall,
        _input: &Value,
    ) -> Result<Value, LabeledError> {
        let status: Option<String> = call.get_flag("status")?;
        let limit: Option<usize> = call.get_flag("limit")?;
        let mut tasks = read_tasks(&data_dir(call)?.join("tasks"))?;
        if let Some(status) = status {
            tasks.retain(|task| task.status == status);
        }
        tasks.sort_by_key(|task| (Reverse(task.priority), task.created_at));
        tasks.truncate(limit.unwrap_or(usize::MAX));
        let values = tasks
            .into_iter()
            .map(|task| task.into_value(call.head))
            .collect();
        Ok(Value::list(values, call.head))
    }
}

fn data_signature(name: &str) -> Signature {
    Signature::build(name)
        .named(
            "data-dir",
            SyntaxShape::String,
            "the orchestrator's data directory",
            None,
        )
        .input_output_type(Type::Any, Type::Any)
}

fn data_dir(call: &EvaluatedCall) -> Result<PathBuf, LabeledError> {
    match call.get_flag::<String>("data-dir")? {
        Some(text) => Ok(PathBuf::from(text)),
        None => {
            Err(LabeledError::new("--data-dir is missing").with_label("of this command", call.head))
        }
    }
}

fn read_tasks(directory: &Path) -> Result<Vec<Task>, LabeledError> {
    let unreadable = |error| LabeledError::new(format!("{}: {error}", directory.display()));
    let mut tasks = Vec::new();
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            tasks.push(read(&path)?);
        }
    }
    Ok(tasks)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, LabeledError> {
    let text = fs::read_to_string(path)
        .map_err(|error| LabeledError::new(format!("{}: {error}", path.display())))?;
    serde_json::from_str(&text)
        .map_err(|error| LabeledError::new(format!("{}: {error}", path.display())))
}

fn main() {
    serve_plugin(&Orchestrator, MsgPackSerializer {})
}
