//! Events of CodeBuild that EventBridge delivers.
//!
//! See "Build notifications input format reference" in the AWS CodeBuild User Guide.

use serde_json::{Number, Value};

use super::eventbridge::EventBridge;
use crate::Timestamp;
use crate::field::{event, words};

/// A build has another state now, or has completed a phase.
pub type EventBridgeCodeBuildEvent = EventBridge<CodeBuildDetail>;

event! {
    /// What CodeBuild says about a build.
    pub struct CodeBuildDetail = "the detail of a CodeBuild event" {
        /// State change: the state that it has now.
        pub build_status: Option<CodeBuildStatus> = "build-status",
        /// Phase change: the phase that it has completed.
        pub completed_phase: Option<CodeBuildPhaseType> = "completed-phase",
        /// The project.
        pub project_name: String = "project-name",
        /// The ARN of the build.
        pub build_id: String = "build-id",
        /// Phase change: what went wrong in it, in words for people; `[]` if nothing did.
        pub completed_phase_context: Option<String> = "completed-phase-context",
        /// The build.
        pub additional_information: CodeBuildInformation = "additional-information",
        /// State change: the phase that it is in.
        pub current_phase: Option<CodeBuildPhaseType> = "current-phase",
        /// State change: what went wrong in it, in words for people; `[]` if nothing did.
        pub current_phase_context: Option<String> = "current-phase-context",
        /// Phase change: how the phase ended.
        pub completed_phase_status: Option<CodeBuildStatus> = "completed-phase-status",
        /// Phase change: how long the phase took, in seconds.
        pub completed_phase_duration_seconds: Option<Number> = "completed-phase-duration-seconds",
        /// The version of the detail.
        pub version: Option<String> = "version",
        /// Phase change: when the phase began.
        pub completed_phase_start: Option<Timestamp> = "completed-phase-start",
        /// Phase change: when the phase ended.
        pub completed_phase_end: Option<Timestamp> = "completed-phase-end",
    }
}

event! {
    /// A build.
    pub struct CodeBuildInformation = "the information about a CodeBuild build" {
        /// What it writes.
        pub artifact: CodeBuildArtifact = "artifact",
        /// What it runs in.
        pub environment: CodeBuildEnvironment = "environment",
        /// How long it may take, in minutes.
        pub timeout_in_minutes: Option<Number> = "timeout-in-minutes",
        /// Whether it has ended.
        pub build_complete: bool = "build-complete",
        /// The number of the build in its project.
        pub build_number: Option<Number> = "build-number",
        /// Who started it: a user, a pipeline, a rule.
        pub initiator: Option<String> = "initiator",
        /// When it began.
        pub build_start_time: Option<Timestamp> = "build-start-time",
        /// What it builds.
        pub source: CodeBuildSource = "source",
        /// Which version of the source.
        pub source_version: Option<String> = "source-version",
        /// Where it writes its log.
        pub logs: CodeBuildLogs = "logs",
        /// Its phases until now.
        pub phases: Vec<CodeBuildPhase> = "phases",
    }
}

event! {
    /// What a build writes.
    pub struct CodeBuildArtifact = "the artifact of a CodeBuild build" {
        /// Its MD5 in hexadecimal digits.
        pub md5sum: Option<String> = "md5sum",
        /// Its SHA-256 in hexadecimal digits.
        pub sha256sum: Option<String> = "sha256sum",
        /// The ARN of where it is.
        pub location: Option<String> = "location",
    }
}

event! {
    /// What a build runs in.
    pub struct CodeBuildEnvironment = "the environment of a CodeBuild build" {
        /// The image.
        pub image: Option<String> = "image",
        /// Whether it may use Docker.
        pub privileged_mode: bool = "privileged-mode",
        /// How large it is: `BUILD_GENERAL1_SMALL` and so on.
        pub compute_type: Option<String> = "compute-type",
        /// What it is: `LINUX_CONTAINER` and so on.
        pub r#type: Option<String> = "type",
        /// Its environment variables.
        pub environment_variables: Vec<CodeBuildVariable> = "environment-variables",
    }
}

event! {
    /// An environment variable.
    pub struct CodeBuildVariable = "an environment variable of a CodeBuild build" {
        /// Its name.
        pub name: String = "name",
        /// What its value is: `PLAINTEXT`, `PARAMETER_STORE` or `SECRETS_MANAGER`.
        pub r#type: Option<String> = "type",
        /// Its value, or the name of where it is.
        pub value: Option<String> = "value",
    }
}

event! {
    /// What a build builds.
    pub struct CodeBuildSource = "the source of a CodeBuild build" {
        /// Where it is.
        pub location: Option<String> = "location",
        /// What it is: `S3`, `GITHUB`, `CODEPIPELINE` and so on.
        pub r#type: Option<String> = "type",
    }
}

event! {
    /// Where a build writes its log.
    pub struct CodeBuildLogs = "the logs of a CodeBuild build" {
        /// The log group.
        pub group_name: Option<String> = "group-name",
        /// The log stream.
        pub stream_name: Option<String> = "stream-name",
        /// Its address in the console.
        pub deep_link: Option<String> = "deep-link",
    }
}

event! {
    /// A phase of a build.
    pub struct CodeBuildPhase = "a phase of a CodeBuild build" {
        /// What went wrong in it.
        pub phase_context: Value = "phase-context",
        /// When it began.
        pub start_time: Option<Timestamp> = "start-time",
        /// When it ended.
        pub end_time: Option<Timestamp> = "end-time",
        /// How long it took, in seconds.
        pub duration_in_seconds: Option<Number> = "duration-in-seconds",
        /// Which it is.
        pub phase_type: Option<CodeBuildPhaseType> = "phase-type",
        /// How it ended; the last one, `COMPLETED`, has none.
        pub phase_status: Option<CodeBuildStatus> = "phase-status",
    }
}

words! {
    /// How a build or a phase is, or ended.
    pub enum CodeBuildStatus {
        /// It did what it should.
        Succeeded = "SUCCEEDED",
        /// It did not.
        Failed = "FAILED",
        /// CodeBuild failed.
        Fault = "FAULT",
        /// It took too long.
        TimedOut = "TIMED_OUT",
        /// It is not at its end.
        InProgress = "IN_PROGRESS",
        /// Somebody stopped it.
        Stopped = "STOPPED",
    }
}

words! {
    /// The phases of a build, in their order.
    pub enum CodeBuildPhaseType {
        /// It is known.
        Submitted = "SUBMITTED",
        /// It waits for a place to run.
        Queued = "QUEUED",
        /// Its environment is made.
        Provisioning = "PROVISIONING",
        /// Its source comes.
        DownloadSource = "DOWNLOAD_SOURCE",
        /// What the project says for `install`.
        Install = "INSTALL",
        /// What the project says for `pre_build`.
        PreBuild = "PRE_BUILD",
        /// What the project says for `build`.
        Build = "BUILD",
        /// What the project says for `post_build`.
        PostBuild = "POST_BUILD",
        /// What it wrote goes where it belongs.
        UploadArtifacts = "UPLOAD_ARTIFACTS",
        /// What is left to do after that.
        Finalizing = "FINALIZING",
        /// It has ended.
        Completed = "COMPLETED",
    }
}
