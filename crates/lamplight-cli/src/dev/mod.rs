//! `lamplight dev`: build a function and run it on a local Lambda.

mod ending;
mod extensions;
mod once;
mod phase_clock;
mod serve;
mod session;
mod subject;

use std::net::TcpListener;

use lamplight_emulator::{ConfigMistake, Function, FunctionConfig, StartError};

use self::session::Session;
use self::subject::Subject;
use crate::args::Dev;
use crate::context::Context;
use crate::event_files;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::signals::Signals;

/// Runs the command.
///
/// Everything that can be wrong is looked at before the build, which may take minutes.
///
/// # Errors
///
/// That the function cannot be found, built or served; or, once it ran, that an invocation did not end as
/// expected.
pub(crate) async fn run(context: &mut Context, arguments: Dev) -> Result<Exit> {
    let mut signals = Signals::catch()?;
    let subject = Subject::of(context, &arguments)?;
    let events = match (arguments.once, arguments.events.as_slice()) {
        (false, _) => Vec::new(),
        (true, []) => event_files::in_folder(&subject.name, &subject.events_folder())?,
        (true, files) => event_files::given(files)?,
    };
    if !arguments.once {
        // Only a look, so that the user need not wait for a build to learn of it.
        TcpListener::bind(arguments.listen)
            .map_err(|error| serve::cannot_listen(arguments.listen, &error))?;
    }
    let extensions = extensions::executables(&arguments.extensions)?;
    let executable = tokio::select! {
        executable = subject.executable(context, arguments.release) => executable?,
        exit = signals.stop() => return Ok(exit),
    };
    let mut config = FunctionConfig::new(&subject.name, executable)
        .memory_mb(arguments.memory)
        .timeout(arguments.timeout)
        .init_timeout(arguments.init_timeout)
        .envs(arguments.env.clone())
        .tracing(arguments.tracing.into())
        .xray(!arguments.otlp)
        .otlp(arguments.otlp);
    for argument in subject.arguments() {
        config = config.arg(argument);
    }
    for extension in extensions {
        config = config.extension(extension);
    }
    if let Some(delay) = arguments.freeze {
        config = config.freeze_after(delay);
    }
    if let Some(format) = arguments.log_format {
        config = config.log_format(format.into());
    }
    let function = Function::start(config).await.map_err(|error| cannot_start(&error))?;
    let session = Session::new(function, arguments.timeout);
    if arguments.once {
        once::run(context, session, &mut signals, &events, arguments.count).await
    } else {
        serve::run(context, session, &mut signals, arguments.listen, &subject).await
    }
}

fn cannot_start(error: &StartError) -> Failure {
    match error {
        StartError::Config { name, mistakes } => {
            let failure = Failure::new(Exit::Input, format!("the settings of {name} are not allowed"));
            mistakes.iter().fold(failure, |failure, mistake| failure.because(named_as_flag(mistake)))
        }
        other => Failure::new(Exit::Environment, "cannot start a local Lambda").because_of(other),
    }
}

/// A mistake, by the flag that the user set it with.
fn named_as_flag(mistake: &ConfigMistake) -> String {
    let flag = match mistake.setting.as_str() {
        "memory_mb" => "--memory",
        "timeout" => "--timeout",
        "init_timeout" => "--init-timeout",
        "env" | "envs" => "--env",
        "log_format" => "--log-format",
        "extension" => "--extension",
        "name" => "the function's name",
        other => other,
    };
    let ConfigMistake { value, allowed, .. } = mistake;
    format!("{flag} is {value}; allowed is {allowed}")
}
