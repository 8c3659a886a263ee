//! The paths that are looked at in an event, and nothing else is.
//!
//! `a.b` is a member, `a[0]` the first element, `a{}` any member, and `a:b` a header, whose name is
//! matched in any case and whose value may be a string or a list. What a path goes on from has to be in
//! the list as well, and all that goes on from a path follows it. The list becomes a hash table when the
//! crate is compiled; rules and places name paths by their text, and a text that is not in the list does
//! not compile.

use std::ops::Range;

/// A path of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Path(u16);

/// Names a path. Fails to compile for one that is not in the list.
pub(super) const fn at(text: &str) -> Path {
    let index = index_of(text.as_bytes());
    assert!(index < COUNT, "the path is not in the list");
    Path(index as u16)
}

#[rustfmt::skip]
const PATHS: &[&str] = &[
    "",

    // Requests over HTTP
    "version", "type", "methodArn", "routeArn", "authorizationToken",
    "httpMethod", "method", "path", "rawPath", "raw_path", "resource", "routeKey",
    "headers", "headers:host", "headers:x-forwarded-proto",
    "headers:x-amzn-trace-id", "headers:traceparent", "headers:tracestate",
    "multiValueHeaders", "multiValueHeaders:host", "multiValueHeaders:x-forwarded-proto",
    "multiValueHeaders:x-amzn-trace-id", "multiValueHeaders:traceparent", "multiValueHeaders:tracestate",
    "requestContext", "requestContext.requestId", "requestContext.domainName", "requestContext.routeKey",
    "requestContext.connectionId", "requestContext.eventType", "requestContext.queryString",
    "requestContext.http", "requestContext.http.method", "requestContext.http.path",
    "requestContext.elb", "requestContext.elb.targetGroupArn", "requestContext.serviceArn",
    "requestContext.functionArn", "requestContext.condition",

    // GraphQL and its events; a skill's request
    "info", "info.fieldName", "info.parentTypeName", "info.operation", "info.channelNamespace",
    "typeName", "fieldName",
    "request", "request.type", "request.requestId", "request.timestamp",
    "request.headers", "request.headers:x-amzn-trace-id", "request.headers:traceparent",
    "request.headers:tracestate",
    "requestHeaders", "requestHeaders:x-amzn-trace-id", "requestHeaders:traceparent",
    "requestHeaders:tracestate",
    "[0]", "[0].info", "[0].info.fieldName", "[0].info.parentTypeName",
    "[0].request", "[0].request.headers", "[0].request.headers:x-amzn-trace-id",
    "[0].request.headers:traceparent", "[0].request.headers:tracestate",

    // Batches
    "Records", "Records[0]", "Records[0].eventSource", "Records[0].EventSource",
    "Records[0].eventSourceARN", "Records[0].eventName", "Records[0].eventTime",
    "Records[0].messageId", "Records[0].eventID", "Records[0].eventId",
    "Records[0].attributes", "Records[0].attributes.AWSTraceHeader",
    "Records[0].Sns", "Records[0].Sns.MessageId", "Records[0].Sns.TopicArn", "Records[0].Sns.Timestamp",
    "Records[0].kinesis", "Records[0].kinesis.sequenceNumber",
    "Records[0].dynamodb", "Records[0].dynamodb.SequenceNumber",
    "Records[0].s3", "Records[0].s3.bucket", "Records[0].s3.bucket.name", "Records[0].s3.bucket.arn",
    "Records[0].s3.object", "Records[0].s3.object.key",
    "Records[0].responseElements", "Records[0].responseElements.x-amz-request-id",
    "Records[0].ses", "Records[0].ses.mail", "Records[0].ses.mail.messageId", "Records[0].ses.mail.timestamp",
    "Records[0].cf", "Records[0].cf.config", "Records[0].cf.config.requestId", "Records[0].cf.config.eventType",
    "Records[0].cf.request", "Records[0].cf.request.method", "Records[0].cf.request.uri",
    "Records[0].cf.request.headers", "Records[0].cf.request.headers:host",
    "Records[0].cf.request.headers:x-amzn-trace-id", "Records[0].cf.request.headers:traceparent",
    "Records[0].cf.request.headers:tracestate",
    "records", "records{}", "records[0]", "records[0].recordId",
    "invocationId", "deliveryStreamArn", "applicationArn", "streamArn", "region",
    "eventSource", "eventSourceArn",
    "messages", "messages[0]", "messages[0].messageID", "rmqMessagesByQueue", "rmqMessagesByQueue{}",
    "events", "events[0]", "events[0].event", "events[0].event._id", "events[0].event._id._data",
    "events[0].event.operationType",
    "events[0].event.ns", "events[0].event.ns.db", "events[0].event.ns.coll",
    "invocationSchemaVersion", "tasks", "tasks[0]", "tasks[0].taskId", "tasks[0].s3Key",
    "tasks[0].s3BucketArn", "tasks[0].s3Bucket",

    // Events on a bus, and what services say about themselves
    "source", "detail-type", "id", "time", "resources", "resources[0]",
    "detail", "detail.bucket", "detail.bucket.name", "detail.object", "detail.object.key",
    "alarmArn", "alarmData", "alarmData.state", "alarmData.state.value",
    "awslogs", "awslogs.data",
    "Event", "Bucket", "Time",
    "xAmzRequestId", "userRequest", "configuration", "configuration.accessPointArn",
    "CodePipeline.job", "CodePipeline.job.id", "DeploymentId", "LifecycleEventHookExecutionId",
    "RequestType", "RequestId", "StackId",
    "configRuleArn", "configRuleName", "invokingEvent",
    "SecretId", "ClientRequestToken", "Step",
    "Execution", "Execution.Id", "StateMachine", "StateMachine.Id",
    "_datadog", "_datadog.Execution", "_datadog.Execution.Id",
    "_datadog.StateMachine", "_datadog.StateMachine.Id",
    "Error", "Cause",
    "timestamp", "jobName", "jobQueue", "jobDefinition", "labelingJobArn",
    "widgetContext", "widgetContext.dashboardName",

    // People, their voices and their devices
    "triggerSource", "userPoolId", "identityPoolId", "datasetRecords", "eventType",
    "context", "context.System",
    "header", "header.namespace", "header.payloadVersion", "header.name", "header.messageId",
    "directive", "directive.header", "directive.header.namespace", "directive.header.name",
    "directive.header.messageId",
    "bot", "currentIntent", "currentIntent.name",
    "sessionState", "sessionState.intent", "sessionState.intent.name", "sessionId",
    "actionGroup", "apiPath", "function",
    "Details", "Details.ContactData", "Details.ContactData.ContactId", "Details.ContactData.InstanceARN",
    "InvocationMetadata", "InvocationMetadata.CampaignContext",
    "InvocationMetadata.CampaignContext.RunId",
    "connection-id", "endpoint-id", "schema-version",
    "serverId", "username", "protocol",
    "protocolData", "protocols", "connectionMetadata", "connectionMetadata.id",
    "claimCertificateId", "templateArn",
    "eventId", "operation", "deviceEvent", "deviceInfo", "placementInfo",
    "serialNumber", "clickType", "batteryVoltage",
    "summaryVersion", "flowDirection", "messageId",
];

const COUNT: usize = PATHS.len();
const ROOT: u16 = 0;
/// No path but the root, which is never looked up.
const VACANT: u16 = ROOT;
/// Of the hash table: so many that a key nobody asks for mostly meets a vacancy.
const SLOTS: usize = 1024;

static TREE: Tree = Tree::new();

/// The list, taken apart.
struct Tree {
    /// The path before the last step.
    parent: [u16; COUNT],
    /// Where in the list the paths end that go on from this one.
    end: [u16; COUNT],
    /// The last step's name.
    key: [&'static [u8]; COUNT],
    /// The path of the first element, where it is in the list.
    first: [u16; COUNT],
    /// What is looked for in an object at this path.
    members: [Members; COUNT],
    /// It is the first of possibly many, or within it.
    in_first: [bool; COUNT],
    /// Paths by a hash of parent and key.
    table: [u16; SLOTS],
}

/// What is looked for in an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Members {
    /// Nothing: it is skipped.
    None,
    /// Members by name.
    Named,
    /// Headers by name, in any case.
    Headers,
    /// How many elements there are in all of its members.
    Counted,
}

enum Step {
    Member,
    Header,
    First,
    Any,
}

// === impl Path ===

impl Path {
    pub(super) const COUNT: usize = COUNT;
    pub(super) const ROOT: Self = Self(ROOT);

    /// Its place in the list.
    #[inline]
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }

    /// As it stands in the list.
    #[cfg(test)]
    pub(super) fn text(self) -> &'static str {
        PATHS[self.index()]
    }

    /// Every path of the list.
    #[cfg(test)]
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..COUNT as u16).map(Self)
    }

    /// What is looked for in an object here.
    #[inline]
    pub(super) fn members(self) -> Members {
        TREE.members[self.index()]
    }

    /// The path of a member.
    #[inline]
    pub(super) fn member(self, key: &[u8]) -> Option<Self> {
        self.child(key, |name| name == key)
    }

    /// The path of a header.
    #[inline]
    pub(super) fn header(self, key: &[u8]) -> Option<Self> {
        self.child(key, |name| name.eq_ignore_ascii_case(key))
    }

    #[inline]
    fn child(self, key: &[u8], same: impl Fn(&[u8]) -> bool) -> Option<Self> {
        let mut slot = hash(self.0, key);
        loop {
            let found = TREE.table[slot];
            if found == VACANT {
                return None;
            }
            if TREE.parent[usize::from(found)] == self.0 && same(TREE.key[usize::from(found)]) {
                return Some(Self(found));
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// The path of the first element.
    #[inline]
    pub(super) fn first(self) -> Option<Self> {
        let first = TREE.first[self.index()];
        (first != VACANT).then_some(Self(first))
    }

    /// It is an element of a list, or within one: there may be more like it.
    #[inline]
    pub(super) fn is_of_one_among_many(self) -> bool {
        TREE.in_first[self.index()]
    }

    /// The places in the list of this path and of all that go on from it.
    #[inline]
    pub(super) fn subtree(self) -> Range<usize> {
        self.index()..TREE.end[self.index()].into()
    }
}

// === impl Tree ===

impl Tree {
    const fn new() -> Self {
        let mut tree = Self {
            parent: [ROOT; COUNT],
            end: [COUNT as u16; COUNT],
            key: [&[]; COUNT],
            first: [VACANT; COUNT],
            members: [Members::None; COUNT],
            in_first: [false; COUNT],
            table: [VACANT; SLOTS],
        };
        let mut index = 1;
        while index < COUNT {
            tree.add(index);
            index += 1;
        }
        tree
    }

    const fn add(&mut self, index: usize) {
        let (parent, step, key) = last_step(PATHS[index].as_bytes());
        // Whatever the one before this is in, and this is not, ends here.
        let mut path = index - 1;
        while path != parent {
            assert!(path != ROOT as usize, "what goes on from a path has to follow it");
            self.end[path] = index as u16;
            path = self.parent[path] as usize;
        }
        self.parent[index] = parent as u16;
        self.key[index] = key;
        self.in_first[index] = self.in_first[parent] || matches!(step, Step::First);
        match step {
            Step::First => self.first[parent] = index as u16,
            Step::Any => self.members[parent] = Members::Counted,
            Step::Member => self.members[parent] = Members::Named,
            Step::Header => self.members[parent] = Members::Headers,
        }
        if matches!(step, Step::Member | Step::Header) {
            let mut slot = hash(parent as u16, key);
            while self.table[slot] != VACANT {
                slot = (slot + 1) % SLOTS;
            }
            self.table[slot] = index as u16;
        }
    }
}

/// Spreads keys by their length and three of their letters, in any case.
#[inline]
const fn hash(parent: u16, key: &[u8]) -> usize {
    const LOWER: u8 = 0x20;
    /// Any odd number whose bits are in no order. This one brings the list's paths closest to their slots.
    const MIX: u64 = 0xd6e8_feb8_6659_fd93;
    let length = key.len();
    if length == 0 {
        return 0;
    }
    let first = (key[0] | LOWER) as u64;
    let middle = (key[length / 2] | LOWER) as u64;
    let last = (key[length - 1] | LOWER) as u64;
    let facts = last << 48 | middle << 40 | first << 32 | (length as u16 as u64) << 16 | parent as u64;
    (facts.wrapping_mul(MIX) >> (u64::BITS - SLOTS.ilog2())) as usize
}

/// Takes the last step off a path: the longest other path of the list that it goes on from, since a key
/// may have a dot in it.
const fn last_step(path: &'static [u8]) -> (usize, Step, &'static [u8]) {
    let mut end = path.len();
    while end > 0 {
        end -= 1;
        if !matches!(path[end], b'.' | b':' | b'[' | b'{') {
            continue;
        }
        let (before, rest) = path.split_at(end);
        let parent = index_of(before);
        if parent == COUNT {
            continue;
        }
        let (separator, key) = rest.split_at(1);
        match separator[0] {
            b'[' => return (parent, Step::First, &[]),
            b'{' => return (parent, Step::Any, &[]),
            b':' => return (parent, Step::Header, key),
            _ => return (parent, Step::Member, key),
        }
    }
    (ROOT as usize, Step::Member, path)
}

/// Where in the list a path is; `COUNT` where it is not.
const fn index_of(path: &[u8]) -> usize {
    let mut index = 0;
    while index < COUNT && !equal(PATHS[index].as_bytes(), path) {
        index += 1;
    }
    index
}

const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut index = 0;
    while index < a.len() {
        if a[index] != b[index] {
            return false;
        }
        index += 1;
    }
    true
}

const _: () = assert!(COUNT * 5 < SLOTS * 2, "the table is too full to be fast");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_path_step_by_step() {
        for (text, steps) in [
            ("requestContext.http.method", &["requestContext", "http", "method"][..]),
            ("detail-type", &["detail-type"]),
            ("CodePipeline.job.id", &["CodePipeline.job", "id"]),
        ] {
            let found = steps.iter().try_fold(Path::ROOT, |path, step| path.member(step.as_bytes()));
            assert_eq!(found.map(Path::text), Some(text));
        }
        let record = Path::ROOT.member(b"Records").and_then(Path::first);
        assert_eq!(record.and_then(|path| path.member(b"eventID")), Some(at("Records[0].eventID")));
        assert_eq!(Path::ROOT.first(), Some(at("[0]")));
    }

    #[test]
    fn every_step_but_one_is_in_the_list() {
        let forgotten: Vec<_> = Path::all()
            .map(|path| std::str::from_utf8(TREE.key[path.index()]).expect("was a str"))
            .filter(|key| key.contains(['.', ':', '[', '{']))
            .collect();
        assert_eq!(forgotten, ["CodePipeline.job"]);
    }

    #[test]
    fn no_name_is_longer_than_the_cursor_resolves() {
        assert!(TREE.key.iter().all(|key| key.len() <= super::super::cursor::LONGEST_NAME));
    }

    #[test]
    fn no_path_is_listed_twice() {
        for path in Path::all() {
            assert_eq!(at_runtime(path.text()), path, "{}", path.text());
        }
    }

    #[test]
    fn names_of_headers_are_matched_in_any_case_and_others_are_not() {
        assert_eq!(at("headers").header(b"X-Amzn-TRACE-Id"), Some(at("headers:x-amzn-trace-id")));
        assert_eq!(Path::ROOT.member(b"Headers"), None);
        assert_eq!(Path::ROOT.member(b""), None);
    }

    #[test]
    fn an_object_is_searched_in_one_way_only() {
        for path in Path::all().filter(|path| *path != Path::ROOT) {
            let parent = Path(TREE.parent[path.index()]);
            let (_, step, _) = last_step(path.text().as_bytes());
            let expected = match step {
                Step::Member => Members::Named,
                Step::Header => Members::Headers,
                Step::Any => Members::Counted,
                Step::First => continue,
            };
            assert_eq!(parent.members(), expected, "{}", path.text());
        }
    }

    #[test]
    fn a_look_up_takes_a_few_probes_at_most() {
        let mut run = 0;
        for slot in TREE.table.iter().chain(&TREE.table) {
            run = if *slot == VACANT { 0 } else { run + 1 };
            assert!(run < 10, "too many paths in a row: spread them better");
        }
    }

    #[test]
    fn what_goes_on_from_a_path_is_its_subtree() {
        for path in Path::all().filter(|path| *path != Path::ROOT) {
            for other in Path::all() {
                let rest = other.text().strip_prefix(path.text());
                let goes_on =
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ':', '[', '{']));
                assert_eq!(
                    path.subtree().contains(&other.index()),
                    goes_on,
                    "{} {}",
                    path.text(),
                    other.text()
                );
            }
        }
        assert_eq!(Path::ROOT.subtree(), 0..COUNT);
    }

    fn at_runtime(text: &str) -> Path {
        Path(index_of(text.as_bytes()) as u16)
    }
}
